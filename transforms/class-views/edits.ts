import { classAssignment } from '../../src/model/wrappers.js';
import type { ClassDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { FileEdit } from '../../src/transform.js';

/** What `View` reads of a class, and nobody else. */
const SETTINGS = ['methods', 'decorators', 'init_every_request'];

/** `class Item(MethodView):` → `class Item:`, without what was meant for the base. */
export function plainClass(file: SourceFile, def: ClassDef): FileEdit[] {
  const nameEnd = def.nameStart + def.name.length;
  const last = def.bases.at(-1);
  if (!last) return [];
  const close = file.text.indexOf(')', last.end) + 1;
  const edits: FileEdit[] = [{ file, start: nameEnd, end: close, text: '' }];
  for (const name of SETTINGS) {
    const stmt = classAssignment(def, name);
    if (!stmt) continue;
    const start = file.lineStart(stmt.start);
    let end = file.lineEnd(stmt.end);
    // the blank lines below would be two with those above
    const next = /^(?:[ \t]*(?:\r\n|\r|\n))+/.exec(file.text.slice(end));
    if (next) end += next[0].length;
    edits.push({ file, start, end, text: '' });
  }
  return edits;
}
