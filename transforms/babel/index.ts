import { headNamed, references, viewReferences } from '../../src/model/references.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import {
  type App,
  type Change,
  calledBy,
  defineTransform,
  isInView,
  type Need,
  type Reference,
  supportNeeds,
  swapped,
  webPackage,
} from '../../src/transform.js';
import { messages } from './messages.js';
import { type Home, homeOf, isMember, LIBRARY } from './names.js';

type Said = Change<keyof typeof messages>;

export const babel = defineTransform({
  name: 'babel',
  summary: 'Keeps the languages of Flask-Babel: translations, dates and numbers.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') return;
      for (const reference of viewReferences(app, route)) if (isOurs(reference)) yield kept(app, reference);
    },
    *wire(app) {
      const used = references(app).filter(isOurs);
      for (const reference of used) if (!isInView(app, reference.file, reference.node)) yield kept(app, reference);
      if (used.length === 0) return;
      yield* installed(app);
      for (const file of app.files) yield* strangeMembers(app, file);
    },
  },
});

function isOurs({ path }: Reference): boolean {
  return path === LIBRARY || path.startsWith(`${LIBRARY}.`);
}

/** `gettext` of Flask-Babel → `gettext` of the application's own `translations.py`. */
function kept(app: App, reference: Reference): Said {
  const { file, node, path } = reference;
  const home = homeOf(path);
  if (!home || path.startsWith(`${LIBRARY}.Babel.`))
    return { message: 'member', file, at: node, data: { name: path }, accounts: [node] };
  return underItsName(app, reference, home) ?? swapped(app, reference, home.path, home.module, 'kept');
}

/** `from flask_babel import gettext as _`: texts are marked by that name, so it stays. */
function underItsName(app: App, reference: Reference, { path, module }: Home): Said | undefined {
  const { file, node } = reference;
  const head = headNamed(app, reference, path);
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (head?.kind !== 'name' || head.id === name) return undefined;
  const home = { path: `${webPackage(app)}/${module}.py` };
  const needs: Need[] = [
    ...supportNeeds(app, module, name),
    { kind: 'import', file, module: home, name, local: head.id },
  ];
  const edits = [{ start: head.start, end: head.end, text: head.id }];
  return { message: 'kept', file, at: head, data: { name: head.id }, edits, needs, accounts: [node] };
}

/** `@babel.localeselector`, of older versions. */
function* strangeMembers(app: App, file: SourceFile): Iterable<Said> {
  for (const node of walk(file.module)) {
    if (node.kind !== 'attribute' || isMember(node.attr)) continue;
    const ref = app.project.resolve(node.value, file);
    const isBabel =
      ref?.kind === 'variable' &&
      ref.bindings.some(
        ({ value }) => value?.kind === 'call' && app.project.externalPath(value.func, ref.file) === `${LIBRARY}.Babel`,
      );
    if (isBabel) yield { message: 'member', file, at: node, data: { name: file.slice(node) } };
  }
}

/** `Babel(app)`, `babel.init_app(app)`: what is handed the application is ours by then. */
function* installed(app: App): Iterable<Said> {
  const items = app.wiring.filter(({ kind, what }) => kind === 'extension' && what.startsWith(`${LIBRARY}.`));
  const calls = references(app)
    .filter(isOurs)
    .flatMap(({ file, node }) => calledBy(file, node) ?? []);
  const followed = items.flatMap(({ event }) => (event?.site.node.kind === 'call' ? event.site.node : []));
  const accounts = [...calls, ...followed].flatMap(({ args }) =>
    args.filter(({ name }, index) => name === 'app' || (index === 0 && !name)).map(({ value }) => value),
  );
  const { file, node } = app.scaffold.site;
  yield { message: 'installed', file, at: node, ports: items, accounts };
}
