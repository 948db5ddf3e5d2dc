import type { Expr } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';

/** The package that an earlier run has written beside Flask. */
export const BRIDGE_PACKAGE = 'flask_bridge';

export function isOfBridge({ path }: SourceFile): boolean {
  return path.split('/').includes(BRIDGE_PACKAGE);
}

/** Is this a call of our FlaskRouter? */
export function isBridgeRouter(project: Project, file: SourceFile, expr: Expr): boolean {
  const ref = expr.kind === 'call' ? project.resolve(expr.func, file) : undefined;
  return ref?.kind === 'class' && ref.node.name === 'FlaskRouter' && isOfBridge(ref.file);
}
