import { headNamed, references } from '../../src/model/references.js';
import type { Attribute, Expr, Name } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  type FileEdit,
  type ImportNeed,
  libraryName,
  type Named,
  ownAttributes,
  type Reference,
  supportName,
} from '../../src/transform.js';
import { type QuartChange, said } from './change.js';
import { coroutines } from './coroutines.js';
import { lookup } from './lookup.js';
import { APPLICATION, BODY_METHODS, BODY_PROPERTIES, ENVIRONMENT, REQUEST, SAME, TWINS, WERKZEUG } from './names.js';
import { ownOnRequest } from './own-on-request.js';

type Head = Name | Attribute;

/** Every name of Flask and of Werkzeug that the application's files use. */
export function* used(app: App): Iterable<QuartChange> {
  for (const reference of references(app)) {
    if (!app.programs.has(reference.file)) yield* one(app, reference);
  }
}

function* one(app: App, reference: Reference): Iterable<QuartChange> {
  const { path, file, node } = reference;
  if (/^werkzeug(\.|$)/.test(path)) {
    if (!WERKZEUG.test(path) || /\.(FileStorage|EnvironHeaders)\b/.test(path)) yield said('name', file, node, path);
  } else if (/^flask(\.|$)/.test(path)) {
    yield* ofFlask(app, reference);
  }
}

/** A name of an extension that no transform has a form of its own for. */
export function* strange({ path, file, node }: Reference): Iterable<QuartChange> {
  if (/flask/i.test(path) && !/^(flask|werkzeug)(\.|$)/.test(path))
    yield said('extension', file, node, path.split('.')[0] as string);
}

function* ofFlask(app: App, reference: Reference): Iterable<QuartChange> {
  const { path, file, node } = reference;
  const twin = Object.keys(TWINS).find((known) => path === known || path.startsWith(`${known}.`));
  if (twin) yield* here(app, reference, twin);
  else if (path === 'flask._find_error_handler') yield lookup(file, node);
  else if (path === 'flask.Flask') yield* theClass(app, file, node);
  else if (/^flask\.request(\.|$)/.test(path)) yield* ofRequest(app, reference);
  else if (/^flask\.current_app(\.|$)/.test(path)) yield* ofCurrentApp(app, reference);
  else {
    const known = knownPart(path);
    const head = known && headNamed(app, reference, known);
    if (!known || (head && isRefused(path, file, head))) yield said('name', file, node, path);
    else if (head) yield* fromModule(app, file, head, known);
  }
}

/** The longest part of a path that Quart has. */
function knownPart(path: string): string | undefined {
  for (let part = path; part.includes('.'); part = part.slice(0, part.lastIndexOf('.')))
    if (SAME.has(part)) return part;
  return undefined;
}

/** Subclasses override what has another form, and classes are asked for more than objects. */
function isRefused(path: string, file: SourceFile, head: Head): boolean {
  const parent = file.parentOf(head);
  if (path.startsWith('flask.Response')) {
    const call = parent?.kind === 'call' && parent.func === head ? parent : undefined;
    return !isAnnotation(file, head) && (!call || call.args.some(({ name }) => name === 'direct_passthrough'));
  }
  if (path.startsWith('flask.Blueprint')) return parent?.kind === 'argument' && file.parentOf(parent)?.kind === 'class';
  if (path === 'flask.redirect' && parent?.kind === 'call') return parent.args.some(({ name }) => name === 'Response');
  return false;
}

function isAnnotation(file: SourceFile, node: Expr): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind === 'param') return parent.annotation === node;
  return parent?.kind === 'function' && parent.returns === node;
}

/** `flask.request` of `import flask`; names that are imported by themselves stay as they are. */
function* fromModule(app: App, file: SourceFile, head: Head, name: string): Iterable<QuartChange> {
  let root: Expr = head;
  while (root.kind === 'attribute') root = root.value;
  if (root === head || root.kind !== 'name' || app.project.externalPath(root, file) !== 'flask') return;
  yield {
    ...said('imported', file, head, name, { module: 'flask', becomes: 'quart' }),
    edits: [{ start: root.start, end: root.end, text: 'quart' }],
    needs: [moduleImport(file)],
  };
}

function moduleImport(file: SourceFile): ImportNeed {
  return { kind: 'import', file, module: { library: 'quart' }, name: undefined };
}

function* theClass(app: App, file: SourceFile, node: Head): Iterable<QuartChange> {
  const parent = file.parentOf(node);
  const isMade = parent?.kind === 'call' && parent.func === node && parent === app.scaffold.site.node;
  if (!isMade && !isAnnotation(file, node)) {
    yield said('name', file, node, 'flask.Flask');
    return;
  }
  const ofModule = node.kind === 'attribute' && app.project.externalPath(node.value, file) === 'flask';
  const { text, needs } = ofModule
    ? { text: 'quart.Quart', needs: [moduleImport(file)] }
    : libraryName({ app, file, mode: 'pure' }, 'quart', 'Quart');
  const data = { module: 'flask', becomes: 'quart' };
  yield { message: 'imported', file, at: node, data, edits: [{ start: node.start, end: node.end, text }], needs };
}

function* here(app: App, reference: Reference, path: string): Iterable<QuartChange> {
  const { file, node } = reference;
  const head = headNamed(app, reference, path);
  // another name for it: what that was given is looked at there
  if (!head) return;
  const parent = file.parentOf(head);
  const def = enclosingFunction(file, node);
  if (parent?.kind !== 'call' || parent.func !== head) yield said('value', file, node, path);
  else if (!def) yield said('at-import', file, node, path);
  else {
    const [module, name] = TWINS[path] as (typeof TWINS)[string];
    const { text, needs } = supportName({ app, file, mode: 'pure', def }, module, name);
    yield { ...said('here', file, head, path), edits: [{ start: head.start, end: head.end, text }], needs };
  }
}

function* ofRequest(app: App, reference: Reference): Iterable<QuartChange> {
  const { path, file, node } = reference;
  const member = path.split('.')[2];
  const whole = headNamed(app, reference, 'flask.request');
  const part = member && headNamed(app, reference, `flask.request.${member}`);
  if (!whole) return;
  if (!member || !part) {
    yield said('value', file, node, 'flask.request');
    return;
  }
  const parent = file.parentOf(part);
  const isOwn = ownOnRequest(app).has(member);
  const isSet = !isOwn && parent?.kind === 'assign' && parent.targets.includes(part);
  const isMethod = BODY_METHODS.includes(member);
  const isBody = isMethod || BODY_PROPERTIES.includes(member);
  if (isSet || (!isBody && !isOwn && !REQUEST.has(member))) yield said('name', file, node, `flask.request.${member}`);
  else if (isMethod && (parent?.kind !== 'call' || parent.func !== part)) yield said('value', file, node, path);
  else if (isBody && !enclosingFunction(file, node)) yield said('at-import', file, node, path);
  else yield* fromModule(app, file, whole, 'flask.request');
  if (isBody) yield waiting(app, file, isMethod && parent?.kind === 'call' ? parent : part, `request.${member}`);
}

/** `wait(request.form)`, `await request.form` in an `async def`. */
function waiting(app: App, file: SourceFile, expr: Expr, name: string): QuartChange {
  const def = enclosingFunction(file, expr);
  if (def && coroutines(app).has(def)) return { ...said('awaits', file, expr, name), edits: awaited(file, expr) };
  const { text, needs }: Named = supportName({ app, file, mode: 'pure', def }, 'quart_threads', 'wait');
  return { ...said('waits', file, expr, name), edits: around(expr, `${text}(`, ')'), needs };
}

/** With parentheses where something is taken of it: `(await request.form)["name"]`. */
function awaited(file: SourceFile, expr: Expr): FileEdit[] {
  const parent = file.parentOf(expr);
  const isTaken =
    parent?.kind === 'attribute' ||
    (parent?.kind === 'subscript' && parent.value === expr) ||
    (parent?.kind === 'call' && parent.func === expr);
  return isTaken ? around(expr, '(await ', ')') : around(expr, 'await ', '');
}

function around({ start, end }: Expr, before: string, after: string): FileEdit[] {
  return [{ start, end: start, text: before }, ...(after ? [{ start: end, end, text: after }] : [])];
}

function* ofCurrentApp(app: App, reference: Reference): Iterable<QuartChange> {
  const { path, file, node } = reference;
  const [, , member, next] = path.split('.');
  const head = headNamed(app, reference, 'flask.current_app');
  const isOwn = member !== undefined && ownAttributes(app).has(member);
  const isKnown = isOwn || (member !== undefined && APPLICATION.has(member) && !/^(run|cli)$/.test(member));
  if (!head) return;
  if (!member) yield said('value', file, node, 'flask.current_app');
  else if (!isKnown || (member === 'jinja_env' && !ENVIRONMENT.test(next ?? ''))) yield said('name', file, node, path);
  else yield* fromModule(app, file, head, 'flask.current_app');
}
