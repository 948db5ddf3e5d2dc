import type { Part } from '../../src/model/evidence/notes.js';
import type { FunctionDef, Node, Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Route, takesLines } from '../../src/transform.js';

/** Where the models of a view are written. */
export interface Place {
  readonly app: App;
  readonly file: SourceFile;
  readonly mode: 'pure';
  readonly part: Part;
}

/** The statement above which models stand: that of the module which the view is, or stands in. */
export function anchorOf(file: SourceFile, def: FunctionDef): Stmt | undefined {
  let top: Node = def;
  for (let parent = file.parentOf(top); parent && parent.kind !== 'module'; parent = file.parentOf(parent))
    top = parent;
  if (top.kind !== 'function' && top.kind !== 'class') return undefined;
  return takesLines(file, { above: top }) ? top : undefined;
}

/** Does the registration come after the models, in the same file? */
export function seesModels({ site, view }: Route, def: FunctionDef): boolean {
  if (!view || view.file !== site.file || site.form === 'extension') return false;
  return site.form === 'decorator' || site.call.start > def.end;
}
