import { isAskedFor, isOfFastapi } from '../../src/model/attribute-names.js';
import { objectUses } from '../../src/model/objects.js';
import { references } from '../../src/model/references.js';
import { type App, type Change, ownAttributes } from '../../src/transform.js';

/** Extensions that put no attribute on the application, or only this one. */
const EXTENSIONS = /^flask_(cors|login|mail|sqlalchemy|wtf)(\.|$)/;
const OF_EXTENSIONS = 'login_manager';

/** `app.error.log(…)`: what no application object has was an AttributeError, and is one. */
export function* absentAttributes(app: App): Iterable<Change<'absent'>> {
  if (references(app).some(({ path }) => /^flask_\w/.test(path) && !EXTENSIONS.test(path))) return;
  const own = ownAttributes(app);
  for (const { scaffold, file, member } of objectUses(app)) {
    if (!member || scaffold !== app.scaffold) continue;
    const { attr } = member;
    const parent = file.parentOf(member);
    const isRead = !(parent?.kind === 'assign' && parent.targets.includes(member)) && parent?.kind !== 'del';
    const isKnown = attr.startsWith('__') || attr === OF_EXTENSIONS || isAskedFor(attr) || isOfFastapi(attr);
    if (!isRead || isKnown || own.has(attr)) continue;
    yield { message: 'absent', file, at: member, data: { use: file.slice(member) }, accounts: [member] };
  }
}
