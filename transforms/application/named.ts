import { objectUses } from '../../src/model/objects.js';
import { type App, type Change, supportName } from '../../src/transform.js';

/** `app.name` → `app.title`; `with app.app_context():` → `with app_context(app):`. */
export function* namedChanges(app: App): Iterable<Change<'title' | 'context'>> {
  for (const { scaffold, file, node, member } of objectUses(app)) {
    if (!member || scaffold !== app.scaffold) continue;
    const parent = file.parentOf(member);
    const data = { use: file.slice(member), app: file.slice(node) };
    if (member.attr === 'name' || member.attr === 'import_name') {
      if (parent?.kind === 'assign' && parent.targets.includes(member)) continue;
      const edits = [{ start: member.attrStart, end: member.end, text: 'title' }];
      yield { message: 'title', file, at: member, data, edits };
    } else if (member.attr === 'app_context' && parent?.kind === 'call' && parent.args.length === 0) {
      const known = supportName({ app, file, mode: 'pure' }, 'context', 'app_context');
      const edits = [{ start: parent.start, end: parent.end, text: `${known.text}(${data.app})` }];
      yield { message: 'context', file, at: member, data, edits, needs: known.needs };
    }
  }
}
