import { posix } from 'node:path';
import type { Need } from '../edits/needs.js';
import { type SupportModule, supportSource } from '../edits/support-modules.js';
import type { App } from '../model/app.js';
import { WEB_INIT } from '../model/bridge.js';

/** The folder of the module in which the application is finished: its support modules stand in and beside it. */
export function supportFolder(app: App): string {
  return posix.dirname(app.finish?.file.path ?? app.entryFile.path);
}

/** `web`, or another name where the project has a `web` that is not ours. */
export function webPackage(app: App): string {
  const folder = supportFolder(app);
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
