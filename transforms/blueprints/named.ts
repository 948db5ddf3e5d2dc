import type { App, Wiring } from '../../src/model/app.js';
import { asString } from '../../src/model/registration/values.js';
import type { Assign } from '../../src/python/ast.js';
import { blockOf } from '../../src/python/surroundings.js';
import { type Change, statementRemoved } from '../../src/transform.js';

/** `bp.name = settings.NAME`: a router has no name. Its routes have that one in theirs. */
export function* named(app: App): Iterable<Change<'named'>> {
  for (const item of app.wiring) {
    const { file } = item;
    const found = naming(app, item);
    if (!found || blockOf(file, found.stmt).block.length === 1) continue;
    const { stmt, name } = found;
    const edits = [statementRemoved(file, stmt)];
    yield { message: 'named', file, at: stmt, data: { name }, edits, ports: [item] };
  }
}

/** The statement, where the name can be told and is there before the blueprint is registered. */
function naming(app: App, { kind, what, event, scaffold }: Wiring): { stmt: Assign; name: string } | undefined {
  if (kind !== 'attribute' || what !== 'name' || scaffold.kind !== 'blueprint' || scaffold.copyOf) return undefined;
  if (event?.kind !== 'assign' || event.conditional) return undefined;
  const name = asString(event.value);
  const { node } = event.site;
  if (name === undefined || node.kind !== 'assign' || node.op || node.targets.length !== 1) return undefined;
  const at = app.events.indexOf(event);
  const isSettled = app.events.every((other, index) => {
    if (other.kind === 'register') return other.child !== scaffold || index > at;
    return other === event || other.kind !== 'assign' || other.scaffold !== scaffold || other.attribute !== 'name';
  });
  return isSettled ? { stmt: node, name } : undefined;
}
