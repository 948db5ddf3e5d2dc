import { posix } from 'node:path';
import type { App } from './app.js';
import { fileOf } from './creation.js';
import { projectPath } from './registration/paths.js';
import { asString, type Scaffold } from './registration/values.js';

/** The folder that an application or a blueprint looks for its files in: that of the module it is named after. */
export function rootFolder(app: App, scaffold: Scaffold): string | undefined {
  const file = fileOf(scaffold);
  const given = scaffold.options.get('import_name');
  const name = asString(given);
  if (scaffold.options.has('root_path')) return undefined;
  if (name === undefined || name === app.project.moduleName(file.path)) return posix.dirname(file.path);
  const path = app.project.findModulePath(name, file.path);
  return path && posix.dirname(path);
}

/** Could a folder of that name be meant, when the root is not known? Then no folder of the project may have the name. */
export function mayBeAnywhere(app: App, scaffold: Scaffold, name: string): boolean {
  if (rootFolder(app, scaffold) !== undefined) return false;
  return [...app.project.folders].some((path) => posix.basename(path) === name);
}

/** A folder that an option names: below the root, or anywhere in the project by an absolute path. */
export interface GivenFolder {
  /** As the project has it. */
  readonly path: string;
  /** The option is a path from the root of the file system, made at run time of `__file__`. */
  readonly isAbsolute: boolean;
}

/** What `template_folder=` or `static_folder=` is worth; undefined when that is not known, or outside of the project. */
export function givenFolder(app: App, scaffold: Scaffold, value: string): GivenFolder | undefined {
  if (posix.isAbsolute(value)) {
    const path = projectPath(value);
    return path === undefined ? undefined : { path, isAbsolute: true };
  }
  const root = rootFolder(app, scaffold);
  if (root === undefined) return undefined;
  const path = posix.normalize(posix.join(root, value)).replace(/\/$/, '');
  return path === '..' || path.startsWith('../') ? undefined : { path, isAbsolute: false };
}
