import { posix } from 'node:path';
import type { Call } from '../../src/python/ast.js';
import type { Project } from '../../src/python/project.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, supportFolder } from '../../src/transform.js';

export const BRIDGE_PACKAGE = 'flask_bridge';

/** Where our package is, or goes. */
function bridgeFolder(app: App): string {
  return posix.join(supportFolder(app), BRIDGE_PACKAGE);
}

/** Our files, and where they go. */
export function bridgePackage(app: App) {
  return { source: 'bridge/flask_bridge/', path: bridgeFolder(app) };
}

/** The module that its names are imported from. */
export function bridgePath(app: App): string {
  return posix.join(bridgeFolder(app), '__init__.py');
}

/** Is this a call of our FlaskRouter? */
export function isBridgeRouter(project: Project, file: SourceFile, call: Call): boolean {
  const ref = project.resolve(call.func, file);
  return ref?.kind === 'class' && ref.node.name === 'FlaskRouter' && ref.file.path.split('/').includes(BRIDGE_PACKAGE);
}
