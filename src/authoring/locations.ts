import { posix } from 'node:path';
import type { App } from '../model/app.js';
import { creationOf, fileOf } from '../model/creation.js';
import { rootFolder } from '../model/folders.js';
import type { Scaffold } from '../model/registration/values.js';
import type { Expr } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { Named } from './names.js';

/** Where the folders stand among the arguments (flask/app.py, flask/blueprints.py). */
const POSITIONS = {
  app: { static_folder: 2, template_folder: 6 },
  blueprint: { static_folder: 2, template_folder: 4 },
} as const;

type Option = keyof (typeof POSITIONS)['app'];

/** The argument that `Flask()` or `Blueprint()` is given for a folder. */
export function folderArgument(scaffold: Scaffold, option: Option): Expr | undefined {
  const args = creationOf(scaffold)?.args ?? [];
  const position = POSITIONS[scaffold.kind === 'app' ? 'app' : 'blueprint'][option];
  const named = args.find(({ name }) => name === option);
  const plain = args.slice(0, position + 1);
  const placed = plain.every(({ name, star }) => !name && !star) ? plain[position] : undefined;
  return (named ?? placed)?.value;
}

/**
 * A folder as code: `Path(__file__).with_name("pages")` for `template_folder="pages"`, `FOLDER` for `template_folder=FOLDER` when that
 * is a path from the root of the file system, else `Path(__file__).parent / FOLDER`.
 */
export function folderExpression(
  app: App,
  scaffold: Scaffold,
  option: Option,
  { path, isAbsolute }: { readonly path: string; readonly isAbsolute: boolean },
): Named {
  const file = fileOf(scaffold);
  const given = folderArgument(scaffold, option);
  if (isAbsolute && given) return { text: file.slice(given), needs: [] };
  const needs = [{ kind: 'import', file, module: { library: 'pathlib' }, name: 'Path' }] as const;
  if (!given || given.kind === 'string') return { text: below(file, path), needs };
  const root = rootFolder(app, scaffold) ?? posix.dirname(file.path);
  const operand = given.kind === 'name' || given.kind === 'attribute' || given.kind === 'call' ? '' : '()';
  const text = operand ? `(${file.slice(given)})` : file.slice(given);
  return { text: `${below(file, root)} / ${text}`, needs };
}

/** A folder of the project, seen from the file. */
function below(file: SourceFile, path: string): string {
  const parts = posix.relative(posix.dirname(file.path), path).split('/').filter(Boolean);
  const up = parts.filter((part) => part === '..').length;
  const rest = parts.slice(up).join('/');
  const { quote } = file;
  if (up === 0 && rest && !rest.includes('/')) return `Path(__file__).with_name(${quote}${rest}${quote})`;
  const base = up === 0 ? 'Path(__file__).parent' : `Path(__file__).parents[${up}]`;
  return rest ? `${base} / ${quote}${rest}${quote}` : base;
}
