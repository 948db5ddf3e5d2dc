import { posix } from 'node:path';
import type { Need } from '../edits/needs.js';
import { type SupportModule, supportSource } from '../edits/support-modules.js';
import type { App } from '../model/app.js';
import { WEB_INIT } from '../model/bridge.js';
import { isFlaskName } from '../model/flask-names.js';
import { objectUses } from '../model/objects.js';
import { references } from '../model/references.js';
import type { SourceFile } from '../python/source-file.js';
import { leadsTo } from './import-order.js';

/** The folder of the module in which the application is finished: its support modules stand in and beside it. */
export function supportFolder(app: App): string {
  return posix.dirname(app.finish?.file.path ?? app.entryFile.path);
}

const webFolders = new WeakMap<App, string>();

/**
 * Where `web` stands. If the package imports a module beside it that takes something of `web` from now on, `web` stands beside
 * them as well: the module would import the package, so that neither could be imported when the other is not there yet.
 */
function webFolder(app: App): string {
  let folder = webFolders.get(app);
  if (folder === undefined) {
    folder = supportFolder(app);
    const packages: SourceFile[] = [];
    let root = folder;
    for (; ; root = posix.dirname(root)) {
      const init = app.project.file(posix.join(root, '__init__.py'));
      if (!init) break;
      packages.push(init);
    }
    const isBeside = (file: SourceFile) => posix.dirname(file.path) === root && !packages.includes(file);
    const circular = app.files.some(
      (file) => isBeside(file) && speaksFlask(app, file) && packages.some((one) => leadsTo(app.project, one, file)),
    );
    if (circular) folder = root;
    webFolders.set(app, folder);
  }
  return folder;
}

function speaksFlask(app: App, file: SourceFile): boolean {
  return (
    references(app).some((one) => one.file === file && isFlaskName(one.path)) ||
    objectUses(app).some((use) => use.file === file && use.member)
  );
}

/** `web`, or another name where the project has a `web` that is not ours. */
export function webPackage(app: App): string {
  const folder = webFolder(app);
  for (const name of ['web', 'web_support']) {
    const init = posix.join(folder, name, '__init__.py');
    const present = app.project.file(init);
    const isTaken = app.project.has(init) || app.project.has(posix.join(folder, `${name}.py`));
    if (!isTaken || present?.text === WEB_INIT) return posix.join(folder, name);
  }
  return posix.join(folder, 'decant_web');
}

/** The file that has `name` of a support module in it, without an import of it. */
export function supportNeeds(app: App, module: SupportModule, name: string): Need[] {
  const folder = webPackage(app);
  return [
    { kind: 'file', path: `${folder}/__init__.py`, text: WEB_INIT },
    { kind: 'support', source: supportSource(module), path: `${folder}/${module}.py`, names: [name] },
  ];
}
