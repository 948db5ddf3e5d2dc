import { posix } from 'node:path';
import { type App, type Change, supportFolder, supportNeeds, webPackage } from '../../src/transform.js';

/** `commands.py` beside the application: `python -m shop.commands init-db`. */
export function entryChange(app: App): Change<'entry' | 'arguments'> {
  const { entry, finish } = app;
  const { file, node } = app.scaffold.site;
  const def = entry.kind === 'factory' && finish?.kind === 'factory' ? finish.def : undefined;
  if (def?.params.some((param) => param.name && !param.form.startsWith('*') && !param.default)) {
    return { message: 'arguments', file, at: node, data: { factory: def.name } };
  }
  const path = entryPath(app);
  const module = app.project.moduleName(path);
  const commands = app.project.moduleName(`${webPackage(app)}/commands.py`);
  const text = [
    `"""The commands of the application: python -m ${module} --help"""`,
    '',
    `from ${commands} import ApplicationGroup`,
    '',
    `main = ApplicationGroup(create_app="${entry.module}:${entry.attribute}")`,
    '',
    'if __name__ == "__main__":',
    '    main()',
    '',
  ].join('\n');
  const needs = [...supportNeeds(app, 'commands', 'ApplicationGroup'), { kind: 'file', path, text } as const];
  return { message: 'entry', file, at: node, data: { module }, needs };
}

/** A name that no module of the project has. */
function entryPath(app: App): string {
  const folder = supportFolder(app);
  const isTaken = (name: string) =>
    app.project.has(posix.join(folder, `${name}.py`)) || app.project.has(posix.join(folder, name, '__init__.py'));
  const name = ['commands', 'app_commands'].find((one) => !isTaken(one)) ?? 'application_commands';
  return posix.join(folder, `${name}.py`);
}
