import type { Expr } from '../../python/ast.js';
import type { Interpreter } from './interpreter.js';
import { type Args, asString, type Site, UNKNOWN, type Value } from './values.js';

/** `importlib.import_module(name, package)`. */
export function importModule(
  { positional: [name, package_], named }: Args,
  site: Site,
  interpreter: Interpreter,
): Value {
  const known = asString(name);
  const parent = asString(package_ ?? named.get('package'));
  if (known !== undefined) return importByName(interpreter, absolute(known, parent), site);
  const [first] = site.node.kind === 'call' ? site.node.args : [];
  const prefix = absolute(first ? beginning(first.value) : undefined, parent);
  return prefix?.endsWith('.') ? anyBelow(interpreter, prefix) : UNKNOWN;
}

export function importByName(interpreter: Interpreter, name: string | undefined, site: Site): Value {
  if (!name) return UNKNOWN;
  const path = interpreter.project.findModulePath(name, site.file.path);
  if (!path) return { kind: 'external', path: name };
  interpreter.module(path);
  return { kind: 'module', path };
}

/** `.files` in `shop.storage` → `shop.storage.files`. */
function absolute(name: string | undefined, parent: string | undefined): string | undefined {
  if (!name?.startsWith('.')) return name;
  return parent === undefined || name.startsWith('..') ? undefined : parent + name;
}

/** The text that an expression begins with: `'.' + kind`, `f'.{kind}'`. */
function beginning(expr: Expr): string | undefined {
  if (expr.kind === 'binary' && expr.ops[0] === '+') return expr.operands[0] && beginning(expr.operands[0]);
  if (expr.kind !== 'string') return undefined;
  const [part] = expr.parts;
  return expr.value ?? (part?.kind === 'text' ? part.value : undefined);
}

/**
 * Settings say which module of a package is taken: whatever happens with it, may happen with any of them. Those that
 * register something when they are imported would do so in any case, as far as we could tell, so they stay unknown.
 */
function anyBelow(interpreter: Interpreter, prefix: string): Value {
  const { project } = interpreter;
  const modules = project.files.filter(({ path }) => project.moduleName(path).startsWith(prefix));
  const options: Value[] = [];
  for (const { path } of modules) {
    const before = interpreter.events.length;
    interpreter.module(path);
    if (interpreter.events.length > before) {
      interpreter.events.splice(before);
      return UNKNOWN;
    }
    options.push({ kind: 'module', path });
  }
  return options.length > 0 ? { kind: 'one-of', options } : UNKNOWN;
}
