import { isApplication } from '../../src/model/objects.js';
import type { Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App, Written } from '../../src/transform.js';

/** What a server is told to serve. */
export interface Target {
  readonly module: string;
  readonly attribute: string;
  /** `create_app("production")`; undefined: not called. */
  readonly args: string | undefined;
}

/** `shop:app`, `wsgi`, `shop:create_app('production')`. */
export function parseTarget(text: string): Target | undefined {
  const match = /^([A-Za-z_][\w.]*)(?::([A-Za-z_]\w*)(?:\((.*)\))?)?$/.exec(text);
  if (!match) return undefined;
  return { module: match[1] as string, attribute: match[2] ?? 'application', args: match[3] };
}

export type Meaning =
  /** The application; `args` where it is made by a call of its factory. */
  | { readonly kind: 'ours'; readonly form: 'object' | 'factory'; readonly args: string | undefined }
  /** What it is converted to, already. */
  | { readonly kind: 'converted' }
  /** Something else of the project. */
  | { readonly kind: 'other' }
  /** It is not there, or not understood. */
  | { readonly kind: 'unknown' };

/** @param from The file that names it: of modules with one name the nearest is meant. */
export function meaningOf(app: App, written: Written, target: Target, from: string): Meaning {
  const { project, finish, entry } = app;
  const { module, attribute, args } = target;
  if (`${module}:${attribute}` === written.asgi.target) {
    if (written.mode === 'hybrid') return { kind: 'converted' };
  }
  const path = project.findModulePath(module, from);
  const file = path ? project.file(path) : undefined;
  if (!file) return path ? { kind: 'other' } : { kind: 'unknown' };
  const ref = project.export(file, attribute);
  if (ref?.kind === 'function') {
    const isFactory = finish?.kind === 'factory' ? ref.node === finish.def : false;
    const isEntry = entry.kind === 'factory' && entry.attribute === attribute && app.entryFile === file;
    return isFactory || isEntry ? { kind: 'ours', form: 'factory', args } : { kind: 'unknown' };
  }
  if (ref?.kind !== 'variable') return { kind: 'unknown' };
  const [binding, more] = ref.bindings.filter((one) => !one.typing);
  if (!binding?.value || more) return { kind: 'unknown' };
  const { value } = binding;
  if (value.kind === 'call' && isFactoryCall(app, ref.file, value)) {
    return { kind: 'ours', form: 'object', args: literalArguments(ref.file, value) };
  }
  if (binding.node.kind === 'name' && isApplication(app, ref.file, binding.node)) {
    return { kind: 'ours', form: 'object', args: '' };
  }
  return { kind: 'unknown' };
}

function isFactoryCall(app: App, file: SourceFile, call: Call): boolean {
  const { finish, project } = app;
  const ref = project.resolve(call.func, file);
  return finish?.kind === 'factory' && ref?.kind === 'function' && ref.node === finish.def;
}

/** As a server takes them; undefined: they are worked out when it runs. */
function literalArguments(file: SourceFile, call: Call): string | undefined {
  const isLiteral = ({ kind }: Expr) => kind === 'string' || kind === 'number' || kind === 'constant';
  if (!call.args.every(({ value, star }) => !star && isLiteral(value))) return undefined;
  return file.text.slice(call.parens.start + 1, call.parens.end - 1).trim();
}

/** The words that start it with gunicorn; undefined: the arguments of its factory cannot be handed on. */
export function gunicornTarget(
  given: string,
  meaning: Extract<Meaning, { kind: 'ours' }>,
  { mode, asgi }: Written,
): string | undefined {
  // converted in place, under the same name
  if (mode === 'pure') return given;
  if (asgi.kind === 'object') return asgi.target;
  if (meaning.args === undefined) return meaning.form === 'factory' ? `${asgi.target}()` : undefined;
  return `${asgi.target}(${meaning.args})`;
}

/** The words that start it with uvicorn. */
export function uvicornTarget(
  { module, attribute }: Target,
  meaning: Extract<Meaning, { kind: 'ours' }>,
  { mode, asgi }: Written,
): readonly string[] | undefined {
  const isFactory = mode === 'pure' ? meaning.form === 'factory' : asgi.kind === 'factory';
  if (isFactory && meaning.args) return undefined;
  if (mode === 'hybrid' && isFactory && meaning.form === 'object' && meaning.args === undefined) return undefined;
  const target = mode === 'pure' ? `${module}:${attribute}` : asgi.target;
  return isFactory ? ['--factory', target] : [target];
}
