import type { App, Wiring } from '../../src/model/app.js';
import { canonical } from '../../src/model/flask-names.js';
import { headNamed, references } from '../../src/model/references.js';
import type { Assign, Attribute, ClassDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { STANDARD_LIBRARY } from '../../src/python/standard-library.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import { type Change, supportName } from '../../src/transform.js';

type Said = Change<'base' | 'own-class'>;

/** What Flask makes `g` from, and what people derive a class of their own from. */
const GLOBALS = 'flask.ctx._AppCtxGlobals';
const SETTING = 'app_ctx_globals_class';

/** `class Shelf(flask.ctx._AppCtxGlobals): …` and `app.app_ctx_globals_class = Shelf`. */
export function* ownClass(app: App): Iterable<Said> {
  for (const reference of references(app)) {
    if (reference.path !== GLOBALS) continue;
    const { file } = reference;
    const node = headNamed(app, reference, GLOBALS);
    if (!node) continue;
    const place = { app, file, mode: 'pure', def: enclosingFunction(file, node) } as const;
    const { text, needs } = supportName(place, 'context', 'Globals');
    const edits = [{ start: node.start, end: node.end, text }];
    const data = { use: file.slice(node), becomes: text };
    yield { message: 'base', file, at: node, data, edits, needs, accounts: [reference.node] };
  }
  for (const item of app.wiring) {
    const target = item.scaffold === app.scaffold ? targetOf(app, item) : undefined;
    if (!target) continue;
    const { file } = item;
    const becomes = `${file.slice(target.value)}.state.${SETTING}`;
    const edits = [{ start: target.attrStart, end: target.end, text: `state.${SETTING}` }];
    yield { message: 'own-class', file, at: target, data: { use: file.slice(target), becomes }, edits, ports: [item] };
  }
}

/** The left side, where a class of the project's own is on the right. */
function targetOf(app: App, { file, event }: Wiring): Attribute | undefined {
  if (event?.kind !== 'assign' || event.attribute !== SETTING) return undefined;
  const { node } = event.site;
  const stmt = node.kind === 'assign' ? node : file.parentOf(node);
  if (stmt?.kind !== 'assign' || stmt.op || stmt.targets.length !== 1 || !isOwnClass(app, file, stmt)) return undefined;
  const [target] = stmt.targets;
  return target?.kind === 'attribute' ? target : undefined;
}

function isOwnClass(app: App, file: SourceFile, { value }: Assign): boolean {
  const ref = value && app.project.resolve(value, file);
  return ref?.kind === 'class' && isOwn(app, ref.file, ref.node, new Set());
}

/** What a library derives from Flask's class would bring Flask along. */
function isOwn(app: App, file: SourceFile, def: ClassDef, seen: Set<ClassDef>): boolean {
  if (seen.has(def)) return false;
  seen.add(def);
  return def.bases.every(({ star, value }) => {
    if (star) return false;
    const ref = app.project.resolve(value.kind === 'subscript' ? value.value : value, file);
    if (ref?.kind === 'class') return isOwn(app, ref.file, ref.node, seen);
    if (ref?.kind === 'builtin') return true;
    if (ref?.kind !== 'external') return false;
    return canonical(ref.path) === GLOBALS || STANDARD_LIBRARY.has(ref.path.split('.')[0] as string);
  });
}
