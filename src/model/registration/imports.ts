import type { Import, ImportFrom } from '../../python/ast.js';
import type { Interpreter } from './interpreter.js';
import type { Env, Value } from './values.js';

/** Runs what an import runs, and binds its names. */
export function importNames(interpreter: Interpreter, stmt: Import | ImportFrom, env: Env): void {
  const { project } = interpreter;
  const from = env.file.path;
  if (stmt.kind === 'import') {
    for (const { name, asName } of stmt.names) {
      const path = runModules(interpreter, name, from);
      if (asName) env.set(asName, path ? { kind: 'module', path } : { kind: 'external', path: name });
      else {
        const head = name.split('.')[0] as string;
        const headPath = project.findModulePath(head, from);
        env.set(head, headPath ? { kind: 'module', path: headPath } : { kind: 'external', path: head });
      }
    }
    return;
  }
  const path =
    stmt.level > 0
      ? project.findRelativePath(from, stmt.level, stmt.module)
      : runModules(interpreter, stmt.module, from);
  const module = path && path !== from ? interpreter.module(path) : path === from ? env.module : undefined;
  if (stmt.star) {
    if (module) for (const [name, value] of module.vars) if (!name.startsWith('_')) env.set(name, value);
    return;
  }
  for (const { name, asName } of stmt.names) {
    env.set(asName ?? name, importedValue(interpreter, stmt, name, path, module, from));
  }
}

function importedValue(
  interpreter: Interpreter,
  stmt: ImportFrom,
  name: string,
  path: string | undefined,
  module: Env | undefined,
  from: string,
): Value {
  const found = module?.vars.get(name);
  if (found) return found;
  const { project } = interpreter;
  const below =
    stmt.level > 0
      ? project.findRelativePath(from, stmt.level, [stmt.module, name].filter(Boolean).join('.'))
      : project.findModulePath(`${stmt.module}.${name}`, from);
  if (below) {
    interpreter.module(below);
    return { kind: 'module', path: below };
  }
  if (stmt.level > 0 || path) return { kind: 'unknown' };
  return { kind: 'external', path: `${stmt.module}.${name}` };
}

/** `import a.b.c` runs a, then a.b, then a.b.c. Returns the path of the last one, if it is the project's. */
function runModules(interpreter: Interpreter, name: string, from: string): string | undefined {
  const parts = name.split('.');
  let path: string | undefined;
  for (let i = 1; i <= parts.length; i++) {
    path = interpreter.project.findModulePath(parts.slice(0, i).join('.'), from);
    if (path && path !== from) interpreter.module(path);
  }
  return path;
}
