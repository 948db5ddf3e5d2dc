import { objectUses } from '../../src/model/objects.js';
import { classNames } from '../../src/model/subclass.js';
import { type App, type Change, lineBelow, namedAttribute, ownAttributes, ownExtensions } from '../../src/transform.js';

type Said = Change<'attribute' | 'own' | 'extensions'>;

/** `app.storage = …` → `app.state.storage = …`, and wherever it is read. */
export function* attributeChanges(app: App): Iterable<Said> {
  const own = ownAttributes(app);
  const items = app.wiring.filter(({ kind, scaffold }) => kind === 'attribute' && scaffold === app.scaffold);
  for (const { scaffold, file, node, member } of objectUses(app)) {
    if (scaffold !== app.scaffold) continue;
    const object = file.slice(node);
    const named = member ? undefined : namedAttribute(app, file, node);
    const name = member?.attr ?? named?.name;
    if (name === undefined || !own.has(name)) continue;
    const ports = items.filter((item) => item.file === file && item.what.split(/[.[]/)[0] === name);
    if (classNames(app).has(name)) {
      const at = member ?? node;
      yield { message: 'own', file, at, data: { use: file.slice(at) }, accounts: [at], ports };
      continue;
    }
    const edits = member
      ? [{ start: member.attrStart, end: member.end, text: `state.${name}` }]
      : [{ start: node.start, end: node.end, text: `${object}.state` }];
    const data = { use: member ? file.slice(member) : name, becomes: `${object}.state.${name}` };
    yield { message: 'attribute', file, at: member ?? node, data, edits, ports };
  }
  yield* extensionChanges(app);
}

/** `app.extensions["cache"] = …`, where the project itself is all that uses it. */
function* extensionChanges(app: App): Iterable<Said> {
  const own = ownExtensions(app);
  if (!own || own.size === 0) return;
  const line = lineBelow(app, -4, (object) => `${object}.state.extensions = {}`);
  if (!line) return;
  const { file, node } = app.scaffold.site;
  const ports = app.wiring.filter(
    ({ kind, scaffold, what }) => kind === 'attribute' && scaffold === app.scaffold && what.startsWith('extensions['),
  );
  yield { message: 'extensions', file, at: node, needs: [line], ports };
  for (const use of objectUses(app)) {
    const { member } = use;
    if (use.scaffold !== app.scaffold || member?.attr !== 'extensions') continue;
    const edits = [{ start: member.attrStart, end: member.end, text: 'state.extensions' }];
    const data = { use: use.file.slice(member), becomes: `${use.file.slice(use.node)}.state.extensions` };
    yield { message: 'attribute', file: use.file, at: member, data, edits };
  }
}
