import { canonical } from '../../src/model/flask-names.js';
import { isApplication } from '../../src/model/objects.js';
import type { Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App } from '../../src/transform.js';

/** Calls that give a file object, or an absolute path. */
const MAKERS = new Set([
  'io.BytesIO',
  'io.StringIO',
  'os.getcwd',
  'os.path.abspath',
  'os.path.realpath',
  'pathlib.Path.cwd',
  'pathlib.Path.home',
  'tempfile.NamedTemporaryFile',
  'tempfile.SpooledTemporaryFile',
  'tempfile.TemporaryFile',
  'tempfile.gettempdir',
  'tempfile.mkdtemp',
]);

/** Calls whose result is absolute when their first argument is. */
const KEEPERS = new Set(['os.path.join', 'os.path.dirname', 'os.path.normpath', 'pathlib.Path', 'str', 'os.fspath']);

/** Attributes and methods of a path that leave it absolute. */
const PATH_PARTS = new Set(['parent', 'parents', 'joinpath', 'resolve', 'absolute', 'with_suffix', 'with_name']);

const MAX_DEPTH = 12;

/** Is an expression a file object or an absolute path for sure, so that it does not matter where relative ones start? */
export function isAbsolute(app: App, file: SourceFile, expr: Expr, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const again = (inner: Expr | undefined) => inner !== undefined && isAbsolute(app, file, inner, depth + 1);
  switch (expr.kind) {
    case 'parenthesized':
      return again(expr.value);
    case 'string': {
      const [first] = expr.parts;
      return first?.kind === 'text' ? first.value.startsWith('/') : again(first?.value);
    }
    case 'binary':
      return (expr.ops[0] === '/' || expr.ops[0] === '+') && again(expr.operands[0]);
    case 'conditional':
      return again(expr.body) && again(expr.orelse);
    case 'subscript':
      return expr.value.kind === 'attribute' && expr.value.attr === 'parents' && again(expr.value);
    case 'call':
      return isAbsoluteCall(app, file, expr, again);
    case 'attribute':
      if (expr.attr === '__file__') return true;
      if (expr.attr === 'root_path' || expr.attr === 'instance_path') return isApplication(app, file, expr.value);
      return PATH_PARTS.has(expr.attr) && isPathObject(app, file, expr.value) && again(expr.value);
    case 'name': {
      if (expr.id === '__file__') return true;
      const ref = app.project.resolve(expr, file);
      if (ref?.kind !== 'variable') return false;
      return ref.bindings.every(({ value }) => value !== undefined && isAbsolute(app, ref.file, value, depth + 1));
    }
    default:
      return false;
  }
}

function isAbsoluteCall(app: App, file: SourceFile, call: Call, again: (expr: Expr | undefined) => boolean): boolean {
  const path = called(app, file, call);
  if (path === undefined) return call.func.kind === 'attribute' && again(call.func);
  if (MAKERS.has(path) || path === 'open') return true;
  const [first] = call.args;
  return KEEPERS.has(path) && first !== undefined && !first.star && again(first.value);
}

function called(app: App, file: SourceFile, { func }: Call): string | undefined {
  const ref = app.project.resolve(func, file);
  if (ref?.kind === 'external') return canonical(ref.path);
  return ref?.kind === 'builtin' ? ref.name : undefined;
}

/** Does an expression begin with a `Path(…)`? */
function isPathObject(app: App, file: SourceFile, expr: Expr, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const again = (inner: Expr | undefined) => inner !== undefined && isPathObject(app, file, inner, depth + 1);
  switch (expr.kind) {
    case 'parenthesized':
      return again(expr.value);
    case 'attribute':
    case 'subscript':
      return again(expr.value);
    case 'binary':
      return expr.ops[0] === '/' && again(expr.operands[0]);
    case 'call':
      return /^pathlib\.Path(\.cwd|\.home)?$/.test(called(app, file, expr) ?? '') || again(expr.func);
    case 'name': {
      const ref = app.project.resolve(expr, file);
      return (
        ref?.kind === 'variable' &&
        ref.bindings.every(({ value }) => value !== undefined && isPathObject(app, ref.file, value, depth + 1))
      );
    }
    default:
      return false;
  }
}
