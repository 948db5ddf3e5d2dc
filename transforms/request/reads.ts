import { canonical } from '../../src/model/flask-names.js';
import { isBelow, viewReferences } from '../../src/model/references.js';
import type { In } from '../../src/model/shapes.js';
import type { Attribute, Name, Node } from '../../src/python/ast.js';
import type { App, Route } from '../../src/transform.js';

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
}

/** The uses of `request` in one function of a view. */
export interface Reads {
  readonly at: In;
  readonly reads: readonly Read[];
  /** `args` of `args = request.args`: they keep meaning what they mean. */
  readonly aliases: readonly Node[];
}

/** The uses of `request` in a view, by function. */
export function readsOf(app: App, route: Route): readonly Reads[] {
  const byDef = new Map<In['def'], { at: In; reads: Read[]; aliases: Node[] }>();
  for (const reference of viewReferences(app, route)) {
    if (!isBelow(reference, REQUEST)) continue;
    const { def, file } = reference;
    const found = byDef.get(def) ?? { at: { app, file, def }, reads: [], aliases: [] };
    byDef.set(def, found);
    const head = headOf(found.at, reference.node);
    if (!head) {
      found.aliases.push(reference.node);
      continue;
    }
    const parent = file.parentOf(head);
    const whole = parent?.kind === 'attribute' ? parent : undefined;
    found.reads.push({ head, whole, name: whole?.attr ?? '', reference: reference.node });
  }
  return [...byDef.values()];
}

/** The innermost part of a reference, if that is the request itself. */
function headOf({ app, file }: In, node: Name | Attribute): Name | Attribute | undefined {
  const isRequest = (part: Name | Attribute) => {
    const path = app.project.externalPath(part, file);
    return path !== undefined && canonical(path) === REQUEST;
  };
  for (let part = node; ; ) {
    if (isRequest(part)) return part;
    if (part.kind === 'name' || (part.value.kind !== 'name' && part.value.kind !== 'attribute')) return undefined;
    part = part.value;
  }
}
