import { fileOf } from '../../src/model/creation.js';
import { objectUses } from '../../src/model/objects.js';
import { isBelow, references } from '../../src/model/references.js';
import { suiteOf } from '../../src/model/suite.js';
import { mayBeUsedInTemplates } from '../../src/model/templates.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  defineTransform,
  foldersOf,
  importName,
  lineBelow,
  type Named,
  rootFolder,
  SETTINGS,
  supportName,
  usesDatabase,
  type Wiring,
} from '../../src/transform.js';
import { messages } from './messages.js';

const METHODS = [
  'from_mapping',
  'from_object',
  'from_pyfile',
  'from_file',
  'from_envvar',
  'from_prefixed_env',
  'get_namespace',
  'update',
  'setdefault',
  'get',
  'pop',
  'keys',
  'items',
  'values',
  'copy',
];

/** Settings that nothing but Flask honours. */
const FLASKS = /\b(TRAP_BAD_REQUEST_ERRORS|TRAP_HTTP_EXCEPTIONS|TRUSTED_HOSTS|USE_X_SENDFILE)\b/;

export const config = defineTransform({
  name: 'config',
  summary: 'Puts the settings of Flask into `app.state`, when all of the application moves.',
  messages,
  fastapi: {
    *wire(app) {
      const items = app.wiring.filter((item) => item.kind === 'config');
      const uses = objectUses(app).filter(
        ({ member }) => member && (member.attr === 'config' || member.attr in SETTINGS),
      );
      const isRead =
        references(app).some((reference) => isBelow(reference, 'flask.current_app.config')) ||
        usesDatabase(app) ||
        mayBeUsedInTemplates(app, ['config']) ||
        suiteOf(app).uses.some(({ member }) => member.attr === 'config' || member.attr in SETTINGS);
      if (items.length === 0 && uses.length === 0 && !isRead) return;
      yield* obstacles(app, items);
      yield made(app, items);
      for (const { file, node, member } of uses) {
        if (!member) continue;
        const { quote } = file;
        const setting = SETTINGS[member.attr];
        const becomes = setting ? `state.config[${quote}${setting}${quote}]` : 'state.config';
        yield {
          message: 'read',
          file,
          at: member,
          data: { use: file.slice(member), becomes: `${file.slice(node)}.${becomes}` },
          edits: [{ start: member.attrStart, end: member.end, text: becomes }],
        };
      }
    },
  },
});

type Said = Change<keyof typeof messages>;

function* obstacles(app: App, items: readonly Wiring[]): Iterable<Said> {
  for (const { event, file } of items) {
    if (event?.kind !== 'config' || METHODS.includes(event.how)) continue;
    yield { message: 'method', file, at: event.site.node, data: { name: event.how } };
  }
  for (const file of app.files) {
    const found = FLASKS.exec(file.text);
    if (!found) continue;
    const at = { start: found.index, end: found.index + found[0].length };
    yield { message: 'setting', file, at, data: { name: found[0] } };
  }
}

/** `app.state.config = Config(…)`, right below the line that makes the application. */
function made(app: App, items: readonly Wiring[]): Said {
  const { file, node } = app.scaffold.init ?? app.scaffold.site;
  const at = { file, at: node };
  const place = { app, file, mode: 'pure', def: enclosingFunction(file, node) } as const;
  const class_ = supportName(place, 'config', 'Config');
  const defaults = supportName(place, 'config', 'default_config', class_.text.includes('.'));
  const root = configFolder(app);
  const line = lineBelow(app, -5, (object) => {
    const folder = root ? root.text : `${object}.state.instance_path`;
    return `${object}.state.config = ${class_.text}(${folder}, ${defaults.text}())`;
  });
  if (!line) return { ...at, message: 'root' };
  return {
    ...at,
    message: 'made',
    ports: items,
    needs: [...class_.needs, ...defaults.needs, ...(root?.needs ?? []), line],
  };
}

/** Where settings files are looked for. undefined: in the instance folder. */
function configFolder(app: App): Named | undefined {
  if (foldersOf(app).relative) return undefined;
  const file = fileOf(app.scaffold);
  const name = importName(app);
  if (name?.kind !== 'name' || name.id !== '__name__') return rootFolder(app);
  return {
    text: 'Path(__file__).parent',
    needs: [{ kind: 'import', file, module: { library: 'pathlib' }, name: 'Path' }],
  };
}
