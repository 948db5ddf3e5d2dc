import { creationOf } from '../../src/model/creation.js';
import { isHandedOn } from '../../src/model/objects.js';
import {
  type App,
  namedAttribute,
  type ObjectUse,
  ownAttributes,
  supportName,
  takesLines,
} from '../../src/transform.js';
import { type QuartChange, said } from './change.js';
import { APPLICATION, ENVIRONMENT, OPTIONS, RUN_ARGUMENTS, SETTINGS } from './names.js';

/** The line below `app = Quart(__name__)`, and how the application and its blueprints are made. */
export function* objects(app: App): Iterable<QuartChange> {
  yield* installed(app);
  const scaffolds = new Set([
    app.scaffold,
    ...app.events.flatMap((event) => (event.kind === 'register' ? event.child : [])),
  ]);
  for (const scaffold of scaffolds) {
    const { file, node } = scaffold.site;
    const name = scaffold.options.has('name') ? 'Blueprint' : 'Flask';
    if (scaffold.cls) yield said('subclass', file, node, scaffold.cls.def.name);
    for (const option of OPTIONS) if (scaffold.options.has(option)) yield said('setting', file, node, option);
    if (scaffold !== app.scaffold && scaffold.options.has('static_folder')) {
      yield said('member', file, node, `${name}(static_folder=…)`);
    }
  }
  for (const event of app.events) {
    if (event.kind !== 'route' && event.kind !== 'register') continue;
    for (const option of OPTIONS) {
      if (event.options.has(option)) yield said('setting', event.site.file, event.site.node, option);
    }
  }
  for (const file of app.files) {
    const found = SETTINGS.exec(file.text);
    if (!found || app.programs.has(file)) continue;
    const at = { start: found.index, end: found.index + found[0].length };
    yield { message: 'setting', file, at, data: { name: found[0] } };
  }
}

function* installed(app: App): Iterable<QuartChange> {
  const name = `${app.entry.module}:${app.entry.attribute}`;
  const made = creationOf(app.scaffold);
  const { file, node } = app.scaffold.site;
  if (app.incomplete || !made?.stmt || !made.object || !takesLines(made.file, { after: made.stmt })) {
    yield said('creation', file, node, name);
    return;
  }
  const { text, needs } = supportName({ app, file: made.file, mode: 'pure' }, 'quart_answers', 'install', true);
  const line = { kind: 'lines', file: made.file, anchor: { after: made.stmt }, rank: 0 } as const;
  yield {
    ...said('application', file, node, name),
    ports: app.wiring.filter(({ kind }) => kind !== 'extension'),
    needs: [...needs, { ...line, lines: [`${text}(${made.object})`] }],
  };
}

/** What is done with the application or a blueprint elsewhere. */
export function* unknownUse(app: App, use: ObjectUse): Iterable<QuartChange> {
  const { file, node, member } = use;
  const own = ownAttributes(app);
  if (!member) {
    const named = namedAttribute(app, file, node);
    if (isHandedOn(app, use) || (named && own.has(named.name))) return;
    const argument = file.parentOf(node);
    const call = argument?.kind === 'argument' ? file.parentOf(argument) : undefined;
    const to = call?.kind === 'call' ? file.slice(call.func) : 'something else';
    yield said('handed', file, node, file.slice(node), { to });
    return;
  }
  const after = file.parentOf(member);
  const next = after?.kind === 'attribute' ? after.attr : '';
  const isKnown = own.has(member.attr) || APPLICATION.has(member.attr);
  const isRun = member.attr === 'run' && after?.kind === 'call';
  const isOdd = isRun && after.args.some(({ name, star }) => star || !RUN_ARGUMENTS.test(name ?? 'host'));
  const isOtherEnvironment = member.attr === 'jinja_env' && !ENVIRONMENT.test(next);
  if (!isKnown || isOdd || isOtherEnvironment) yield said('member', file, member, file.slice(member));
}
