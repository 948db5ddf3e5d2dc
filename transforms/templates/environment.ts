import type { HookEvent } from '../../src/model/registration/events.js';
import { templateFolders, templateFoldersAreKnown } from '../../src/model/templates.js';
import type { Decorator } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import { type App, type Change, type Need, supportName, takesLines, type Wiring } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** Hooks of Flask and Blueprint that put something into the environment, and what they are called in `templating.py`. */
const HOOKS: Readonly<Record<string, string>> = {
  template_filter: 'template_filter',
  app_template_filter: 'template_filter',
  template_test: 'template_test',
  app_template_test: 'template_test',
  template_global: 'template_global',
  app_template_global: 'template_global',
};

/** Template folders, filters, tests and globals; anything else that is done to the environment keeps Flask. */
export function* environmentChanges(app: App): Iterable<Said> {
  yield* folderChanges(app);
  for (const item of app.wiring) {
    if (item.kind === 'template') yield hookChange(app, item);
  }
}

/** `add_template_folder(Path(__file__).with_name("templates"))`, below the object whose folder it is. */
function* folderChanges(app: App): Iterable<Said> {
  const { scaffold } = app;
  if (!templateFoldersAreKnown(app)) {
    const { file, node } = scaffold.site;
    yield { message: 'setting', file, at: node, data: { name: 'template_folder' } };
  }
  for (const folder of templateFolders(app)) {
    const { file, node } = folder.scaffold.site;
    const stmt = statementOf(file, node);
    if (stmt?.kind !== 'assign' || !takesLines(file, { after: stmt })) {
      yield { message: 'setting', file, at: node, data: { name: 'template_folder' } };
      continue;
    }
    const known = supportName({ app, file, mode: 'pure' }, 'templating', 'add_template_folder');
    const { quote } = file;
    const below = folder.name.includes('/')
      ? `Path(__file__).parent / ${quote}${folder.name}${quote}`
      : `Path(__file__).with_name(${quote}${folder.name}${quote})`;
    const first = folder.scaffold === scaffold && templateFolders(app).length > 1 ? ', first=True' : '';
    const lines = [`${known.text}(${below}${first})`];
    const needs: Need[] = [
      ...known.needs,
      { kind: 'import', file, module: { library: 'pathlib' }, name: 'Path' },
      { kind: 'lines', file, anchor: { after: stmt }, rank: 1, lines },
    ];
    yield { message: 'folder', file, at: node, data: { folder: folder.path }, needs };
  }
}

/** `@app.template_filter("price")` → `@template_filter("price")`. */
function hookChange(app: App, item: Wiring): Said {
  const { file, event } = item;
  const at = event?.site.node ?? app.scaffold.site.node;
  const unsaid: Said = { message: 'setting', file, at, data: { name: item.what } };
  if (event?.kind !== 'hook') return unsaid;
  const name = HOOKS[event.hook];
  const decorator = decoratorOf(event);
  const expr = decorator?.expr;
  const func = expr?.kind === 'call' ? expr.func : expr;
  if (!name || !decorator || !func) return unsaid;
  const known = supportName({ app, file, mode: 'pure' }, 'templating', name);
  const edits = [{ start: func.start, end: func.end, text: known.text }];
  if (expr?.kind !== 'call') edits.push({ start: func.end, end: func.end, text: '()' });
  return { message: 'registered', file, at, data: { name: item.what }, edits, needs: known.needs, ports: [item] };
}

function decoratorOf({ site }: HookEvent): Decorator | undefined {
  const { node, file } = site;
  if (node.kind === 'decorator') return node;
  const parent = file.parentOf(node);
  return parent?.kind === 'decorator' ? parent : undefined;
}
