import { posix } from 'node:path';
import { BRIDGE_PACKAGE } from '../../src/model/bridge.js';
import { type App, supportFolder } from '../../src/transform.js';

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
