import { references } from '../../src/model/references.js';
import type { Call, Name } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import { type App, type Change, libraryName } from '../../src/transform.js';

/** `app = Flask(__name__)` in a module of helpers, where nothing ever uses it: another class makes no difference. */
export function* unusedObjects(app: App): Iterable<Change<'unused'>> {
  for (const { path, file, node } of references(app)) {
    const call = path === 'flask.Flask' ? file.parentOf(node) : undefined;
    if (call?.kind !== 'call' || call.func !== node || call === app.scaffold.site.node) continue;
    const [name, more] = call.args;
    const target = nameOf(file, call);
    if (!name || name.star || name.name || more || !target || isUsed(app, file, target)) continue;
    const made = libraryName({ app, file, mode: 'pure' }, 'fastapi', 'FastAPI');
    const text = `${made.text}(title=${file.slice(name.value)})`;
    const edits = [{ start: call.start, end: call.end, text }];
    yield { message: 'unused', file, at: call, data: { name: target.id }, edits, needs: made.needs };
  }
}

/** The only name that the object gets, in its module. */
function nameOf(file: SourceFile, call: Call): Name | undefined {
  const stmt = file.parentOf(call);
  if (stmt?.kind !== 'assign' || stmt.op || stmt.value !== call || file.parentOf(stmt)?.kind !== 'module')
    return undefined;
  const [target, more] = stmt.targets;
  return target?.kind === 'name' && !more ? target : undefined;
}

function isUsed({ project }: App, file: SourceFile, { id, start }: Name): boolean {
  if (project.isTakenFrom(file.path, id)) return true;
  return project.files.some((other) => {
    if (!other.text.includes(id)) return false;
    for (const node of walk(other.module)) {
      if (node.kind === 'name' && other === file && node.id === id && node.start !== start) return true;
      // `helpers.app`, and `"helpers:app"` for whoever starts it
      if (node.kind === 'string' && node.value?.endsWith(`:${id}`)) return true;
      if (node.kind !== 'attribute' || node.attr !== id) continue;
      const base = project.resolve(node.value, other);
      if (base?.kind === 'module' && base.file === file) return true;
    }
    return false;
  });
}
