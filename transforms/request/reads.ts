import { headNamed, isBelow, viewReferences } from '../../src/model/references.js';
import { type In, isPath } from '../../src/model/shapes.js';
import type { Attribute, FunctionDef, Name, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App, Mode, Reference, Route } from '../../src/transform.js';

const REQUEST = 'flask.request';

/** One use of `request` in a view. */
export interface Read {
  /** `request`, under whatever name. */
  readonly head: Name | Attribute;
  /** `request.args`; undefined when `request` stands alone. */
  readonly whole: Attribute | undefined;
  /** `args`; empty when `request` stands alone. */
  readonly name: string;
  /** What the model calls the reference: it has to be accounted for. */
  readonly reference: Node;
  readonly origin: Reference;
}

/** The uses of `request` in one function of a view. */
export interface Reads {
  readonly at: In;
  readonly reads: readonly Read[];
  /** `args` of `args = request.args`: they keep meaning what they mean. */
  readonly aliases: readonly Reference[];
}

/** The uses of `request` in a view, by function. */
export function readsOf(app: App, route: Route, mode: Mode): readonly Reads[] {
  const byDef = new Map<FunctionDef, { readonly file: SourceFile; readonly references: Reference[] }>();
  for (const { def, ...reference } of viewReferences(app, route)) {
    if (!isBelow(reference, REQUEST)) continue;
    const known = byDef.get(def) ?? { file: reference.file, references: [] };
    known.references.push(reference);
    byDef.set(def, known);
  }
  return [...byDef].map(([def, { file, references }]) => readsIn({ app, file, def }, references, mode));
}

/**
 * The uses of `request` in one function, out of its references. A variable that stands for the request is one more name of it
 * while Flask's request is there; without Flask it goes on standing for what it is given.
 */
export function readsIn(at: In, references: readonly Reference[], mode: Mode): Reads {
  const reads: Read[] = [];
  const aliases: Reference[] = [];
  for (const reference of references) {
    const head = mode === 'pure' ? headNamed(at.app, reference, REQUEST) : partNamed(at, reference.node);
    if (!head) {
      aliases.push(reference);
      continue;
    }
    const parent = at.file.parentOf(head);
    const whole = parent?.kind === 'attribute' ? parent : undefined;
    reads.push({ head, whole, name: whole?.attr ?? '', reference: reference.node, origin: reference });
  }
  return { at, reads, aliases };
}

/** The innermost part of a reference that stands for the request. */
function partNamed({ app, file }: In, node: Name | Attribute): Name | Attribute | undefined {
  for (let part = node; ; ) {
    if (isPath(app, file, part, REQUEST)) return part;
    if (part.kind === 'name' || (part.value.kind !== 'name' && part.value.kind !== 'attribute')) return undefined;
    part = part.value;
  }
}
