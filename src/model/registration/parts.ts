import type { Interpreter } from './interpreter.js';
import { type Args, holdsScaffold, NONE, type PartValue, type Site, UNKNOWN, type Value } from './values.js';

/** A call on what belongs to an application: `app.config.from_object(…)`, `app.cli.command(…)`, `app.jinja_env.globals.update(…)`. */
export function callPart(interpreter: Interpreter, part: PartValue, args: Args, site: Site): Value {
  const { scaffold, path } = part;
  const base = { scaffold, site, conditional: interpreter.uncertain > 0 };
  if (path.startsWith('config.')) {
    interpreter.record({ kind: 'config', how: path.slice('config.'.length), args, ...base });
    return UNKNOWN;
  }
  if (path === 'cli.command' || path === 'cli.group') {
    return {
      kind: 'native',
      name: path,
      call: (given) => {
        interpreter.record({
          kind: 'hook',
          hook: path,
          function: given.positional[0],
          subject: args.positional[0],
          ...base,
        });
        return given.positional[0] ?? UNKNOWN;
      },
    };
  }
  if (path === 'cli.add_command') {
    interpreter.record({
      kind: 'hook',
      hook: 'cli.command',
      function: args.positional[0],
      subject: undefined,
      ...base,
    });
    return NONE;
  }
  if (/\.(update|setdefault|append|extend|insert|add)$/.test(path)) {
    for (const value of [...args.positional, ...args.named.values()]) {
      interpreter.record({ kind: 'assign', attribute: path.replace(/\.\w+$/, '[]'), value, ...base });
    }
    return UNKNOWN;
  }
  // a method that is not known: what is handed to it may be registered there
  for (const value of args.positional) {
    const other = holdsScaffold(value);
    if (other)
      interpreter.record({ kind: 'extension', path: `.${path}`, callee: undefined, args, ...base, scaffold: other });
  }
  return path === 'wsgi_app' ? UNKNOWN : { kind: 'part', scaffold, path: `${path}()` };
}

/** `app.config` → `app.config.from_object`; the name is kept as far as anyone asks for it. */
export function partAttribute(part: PartValue, name: string): PartValue {
  return { ...part, path: `${part.path}.${name}` };
}
