import { headNamed, references } from '../../src/model/references.js';
import type { Attribute, Call, Name, Node } from '../../src/python/ast.js';
import type { Ref } from '../../src/python/project.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import { type App, calledBy, type Reference } from '../../src/transform.js';
import { environOf, keepsEnviron, readOfServer, readsInput } from './environ.js';
import { isTarget } from './targets.js';
import { FORM, RAW, UNKNOWN, WORDS } from './words-of-flask.js';

export const REQUEST = 'flask.request';

/** What a use of `request` comes to when it is read from the context. */
export interface Use {
  readonly reference: Reference;
  /** `request` itself; undefined: a variable stands for it or for a part of it. */
  readonly head: Name | Attribute | undefined;
  /** What it takes of the body. */
  readonly body?: 'form' | 'raw' | 'any';
  /** What it finds that one server tells and another does not. */
  readonly ofServer?: string;
}

/** How `request` of the context is used at a reference; a text: the message of what it does not have. */
export function useOf(app: App, reference: Reference): Use | 'attribute' | 'assigned' | 'passed' {
  const { path, file, node } = reference;
  const head = headNamed(app, reference, REQUEST);
  const word = path.slice(REQUEST.length + 1).split('.')[0] ?? '';
  const plain: Use = { reference, head };
  if (!word) return handedOn(app, plain);
  const isWritten = head !== undefined && isTarget(file, memberOf(file, head) ?? node);
  if (word === 'environ') {
    const environ = environOf(node, path);
    if (isWritten) return 'assigned';
    if (!keepsEnviron(app, file, environ)) return 'attribute';
    if (readsInput(file, environ)) return { ...plain, body: 'any' };
    const ofServer = readOfServer(app, file, environ);
    return ofServer === undefined ? plain : { ...plain, ofServer };
  }
  if (FORM.has(word) || RAW.has(word)) {
    return isWritten ? 'assigned' : { ...plain, body: FORM.has(word) ? 'form' : 'raw' };
  }
  if (WORDS.has(word)) return isWritten ? 'assigned' : plain;
  if (UNKNOWN.has(word) || word.startsWith('_'))
    return word === '_get_current_object' ? handedOn(app, plain) : 'attribute';
  return ownAttributes(app).has(word) ? plain : 'attribute';
}

/** `request.user` of `request.user.name`. */
function memberOf(file: SourceFile, head: Node): Attribute | undefined {
  const parent = file.parentOf(head);
  return parent?.kind === 'attribute' && parent.value === head ? parent : undefined;
}

const owns = new WeakMap<App, ReadonlySet<string>>();

/** What the application itself puts on the request: `request.user = …`. */
export function ownAttributes(app: App): ReadonlySet<string> {
  let found = owns.get(app);
  if (!found) {
    const names = new Set<string>();
    for (const { path, file, node } of references(app)) {
      const parts = path.split('.');
      if (path.startsWith(`${REQUEST}.`) && parts.length === 3 && isTarget(file, node)) names.add(parts[2] as string);
    }
    owns.set(app, names);
    found = names;
  }
  return found;
}

/** `get_url(request)`, `this = request`, `if request:` */
function handedOn(app: App, plain: Use): Use | 'passed' {
  const { reference, head } = plain;
  const { file, node, path } = reference;
  // a variable that stands for all of it, where it is given its value or used
  const isAlias = !head && isTarget(file, node);
  const whole = path === REQUEST ? node : (calledBy(file, node) ?? node);
  if (isAlias || isTested(file, whole)) return plain;
  if (usesUnknown(app)) return 'passed';
  const parent = file.parentOf(whole);
  if (parent?.kind === 'assign') {
    const [target] = parent.targets;
    const isKnown = target?.kind === 'name' && app.project.externalPath(target, file) !== undefined;
    if (parent.targets.length !== 1 || target?.kind !== 'name') return 'passed';
    return isKnown ? plain : { ...plain, body: 'any' };
  }
  if (parent?.kind === 'return') return { ...plain, body: 'any' };
  if (parent?.kind !== 'argument' || parent.star) return 'passed';
  const call = file.parentOf(parent);
  if (call?.kind !== 'call') return 'passed';
  const ref = app.project.resolve(call.func, file);
  const isKnown = ref?.kind === 'builtin' ? takesPart(call, ref.name) : ref !== undefined && isOwn(app, ref);
  return isKnown ? { ...plain, body: 'any' } : 'passed';
}

/** `getattr(request, "user", None)` */
function takesPart(call: Call, name: string): boolean {
  const part = call.args[1]?.value;
  if (name !== 'getattr' && name !== 'hasattr') return false;
  return part?.kind === 'string' && part.value !== undefined && !UNKNOWN.has(part.value);
}

/** A function of the project, or a class that has no library below it. */
function isOwn(app: App, ref: Ref): boolean {
  if (ref.kind === 'function') return true;
  return (
    ref.kind === 'class' &&
    ref.node.bases.every((base) => {
      const found = base.name ? undefined : app.project.resolve(base.value, ref.file);
      return found !== undefined && found.kind === 'class' && isOwn(app, found);
    })
  );
}

function isTested(file: SourceFile, node: Node): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind === 'if') return parent.branches.some(({ test }) => test === node);
  return parent?.kind === 'unary' && parent.ops[0] === 'not';
}

const unknowns = new WeakMap<App, boolean>();

/** Does the project look for what the request of the context does not have, on whatever object? */
function usesUnknown(app: App): boolean {
  let found = unknowns.get(app);
  if (found === undefined) {
    found = app.files.some((file) =>
      [...walk(file.module)].some(
        (node) =>
          node.kind === 'attribute' &&
          /^(url_rule|routing_exception|json_module|remote_user|input_stream|want_form_data_parsed)$/.test(node.attr),
      ),
    );
    unknowns.set(app, found);
  }
  return found;
}
