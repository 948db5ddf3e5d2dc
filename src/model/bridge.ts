import { posix } from 'node:path';
import type { Expr } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';

/** The package that an earlier run has written beside Flask. */
export const BRIDGE_PACKAGE = 'flask_bridge';

export function isOfBridge({ path }: SourceFile): boolean {
  return path.split('/').includes(BRIDGE_PACKAGE);
}

/** What the package of support modules begins with; a package `web` of the project's own begins otherwise. */
export const WEB_INIT =
  '"""What the views need of requests and responses: the application\'s own, to change as it likes."""\n';

/** Did an earlier run write it? */
export function isSupport(project: Project, file: SourceFile): boolean {
  const folder = posix.dirname(file.path);
  const isWeb = project.file(posix.join(folder, '__init__.py'))?.text === WEB_INIT;
  return isWeb || isOfBridge(file) || posix.basename(folder) === 'flask_compat';
}

/** Is this a call of our FlaskRouter? */
export function isBridgeRouter(project: Project, file: SourceFile, expr: Expr): boolean {
  const ref = expr.kind === 'call' ? project.resolve(expr.func, file) : undefined;
  return ref?.kind === 'class' && ref.node.name === 'FlaskRouter' && isOfBridge(ref.file);
}
