import { posix } from 'node:path';
import type { Call } from '../../src/python/ast.js';
import type { Project } from '../../src/python/project.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App } from '../../src/transform.js';

export const BRIDGE_FILE = 'flask_bridge.py';

/** The folder of the module in which the application is finished: its support modules stand beside it. */
export function supportFolder(app: App): string {
  return posix.dirname(app.finish?.file.path ?? app.entryFile.path);
}

export function bridgePath(app: App): string {
  return posix.join(supportFolder(app), BRIDGE_FILE);
}

/** Is this a call of our FlaskRouter? */
export function isBridgeRouter(project: Project, file: SourceFile, call: Call): boolean {
  const ref = project.resolve(call.func, file);
  return ref?.kind === 'class' && ref.node.name === 'FlaskRouter' && posix.basename(ref.file.path) === BRIDGE_FILE;
}

/** The first of `wanted` that the file does not use for anything, or the last one with a number. */
export function freshName(file: SourceFile, wanted: readonly string[], taken: ReadonlySet<string> = new Set()): string {
  const isFree = (name: string) => !taken.has(name) && !new RegExp(`\\b${name}\\b`).test(file.text);
  const found = wanted.find(isFree);
  if (found) return found;
  const base = wanted.at(-1) as string;
  for (let i = 2; ; i++) if (isFree(`${base}_${i}`)) return `${base}_${i}`;
}
