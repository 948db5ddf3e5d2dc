import { posix } from 'node:path';
import type { App } from './app.js';
import { givenFolder, mayBeAnywhere } from './folders.js';
import { asString, type Scaffold } from './registration/values.js';

/** The static folder of an application or a blueprint (flask/sansio/scaffold.py). */
export interface StaticFolder {
  /** As the code says it. */
  readonly given: string;
  /** As the project has it; undefined: outside of it, or not known. */
  readonly folder: string | undefined;
  readonly isAbsolute: boolean;
  /** Where its files are, without the prefix of a blueprint. */
  readonly path: string;
}

/** `none`: there is no static folder; `unknown`: that, or where it is, is decided at run time. */
export function staticFolder(app: App, scaffold: Scaffold): StaticFolder | 'none' | 'unknown' {
  const option = scaffold.options.get('static_folder');
  if (option?.kind === 'const' && option.value === null) return 'none';
  if (!option && scaffold.kind !== 'app') return 'none';
  const given = option ? asString(option) : 'static';
  const own = scaffold.options.get('static_url_path');
  const isUnsaid = !own || (own.kind === 'const' && own.value === null);
  if (given === undefined || (!isUnsaid && asString(own) === undefined)) return 'unknown';
  const url = isUnsaid ? `/${posix.basename(given.replace(/\/+$/, ''))}` : (asString(own) as string);
  const found = givenFolder(app, scaffold, given);
  return { given, folder: found?.path, isAbsolute: posix.isAbsolute(given), path: url.replace(/\/+$/, '') };
}

/** Is there nothing at all that could be the static folder? */
export function lacksStaticFolder(app: App, scaffold: Scaffold): boolean {
  return (
    !scaffold.options.has('static_folder') && !mayBeAnywhere(app, scaffold, 'static') && !hasStaticFolder(app, scaffold)
  );
}

/** Is the folder there? Only then is it mounted. */
export function hasStaticFolder(app: App, scaffold: Scaffold = app.scaffold): boolean {
  const found = staticFolder(app, scaffold);
  return typeof found === 'object' && found.folder !== undefined && app.project.folders.has(found.folder);
}
