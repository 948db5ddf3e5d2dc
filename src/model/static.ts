import { posix } from 'node:path';
import type { App } from './app.js';
import { asString, type Scaffold } from './registration/values.js';

/** The static folder of the application, as Flask has it when nothing is said (flask/sansio/scaffold.py). */
export function staticFolder(scaffold: Scaffold): { folder: string; path: string } | undefined {
  const given = scaffold.options.get('static_folder');
  if (given?.kind === 'const' && given.value === null) return undefined;
  const folder = given ? asString(given) : scaffold.kind === 'app' ? 'static' : undefined;
  if (folder === undefined) return undefined;
  const own = scaffold.options.get('static_url_path');
  const path = own ? asString(own) : undefined;
  const url = path ?? `/${posix.basename(folder.replace(/\/+$/, ''))}`;
  return { folder, path: url.replace(/\/+$/, '') };
}

/** Is the folder there? Only then is it mounted. */
export function hasStaticFolder(app: App): boolean {
  const found = staticFolder(app.scaffold);
  if (!found) return false;
  const root = posix.dirname(app.scaffold.site.file.path);
  return app.project.folders.has(posix.normalize(posix.join(root, found.folder)));
}
