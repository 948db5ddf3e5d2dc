import { posix } from 'node:path';
import { type Args, asString, list, type NativeValue, type Site, text, UNKNOWN, type Value } from './values.js';

/** What stands for the project's folder in `__file__` and in paths that are made of it. */
const PROJECT = '/<project>';

/** `__file__` of a module of the project. */
export function fileText(path: string): string {
  return `${PROJECT}/${path}`;
}

/** A path below the project's folder as the project has it; undefined for any other text. */
export function projectPath(value: string): string | undefined {
  const path = posix.normalize(value);
  return path.startsWith(`${PROJECT}/`) ? path.slice(PROJECT.length + 1).replace(/\/$/, '') : undefined;
}

type Behaviour = (args: Args, site: Site) => Value;

/** A function of one path, or of several; a path object is worth its text. */
const of =
  (compute: (...paths: string[]) => string | undefined): Behaviour =>
  ({ positional, complete }) => {
    const paths = positional.map(asString);
    if (!complete || paths.length === 0 || !paths.every((path) => path !== undefined)) return UNKNOWN;
    const result = compute(...paths);
    return result === undefined ? UNKNOWN : text(result);
  };

/** Python's own join: what is absolute stands for itself. */
function joined(...paths: string[]): string {
  return paths.reduce((head, path) =>
    path.startsWith('/') ? path : head === '' ? path : `${head.replace(/\/$/, '')}/${path}`,
  );
}

/** Where the process runs is not known. */
const absolute = (path: string) => (path.startsWith('/') ? posix.normalize(path) : undefined);

/** `os.path` and `pathlib`, as far as folders are told by them. */
export const PATH_FUNCTIONS: Readonly<Record<string, Behaviour>> = {
  'os.path.join': of(joined),
  'os.path.dirname': of((path) => path.replace(/\/*[^/]*$/, '')),
  'os.path.basename': of((path) => path.slice(path.lastIndexOf('/') + 1)),
  'os.path.abspath': of(absolute),
  'os.path.realpath': of(absolute),
  'os.path.normpath': of((path) => posix.normalize(path)),
  'os.fspath': of((path) => path),
  'pathlib.Path': of((...paths) => posix.normalize(joined(...paths))),
  'pathlib.PurePath': of((...paths) => posix.normalize(joined(...paths))),
};

/** `folder / "templates"`: texts cannot be divided, so this is a path. */
export function dividedPath(left: string, right: string): Value {
  return text(posix.normalize(joined(left, right)));
}

/** Attributes of path objects, which texts do not have. */
export function pathAttribute(self: string, name: string): Value | undefined {
  const make = (behaviour: Behaviour): NativeValue => ({ kind: 'native', name, call: behaviour });
  const parent = (path: string) => posix.dirname(path);
  switch (name) {
    case 'parent':
      return text(parent(self));
    case 'parents': {
      const found: Value[] = [];
      for (let path = parent(self); found.length < 20; path = parent(path)) {
        found.push(text(path));
        if (path === parent(path)) break;
      }
      return list(found);
    }
    case 'name':
      return text(posix.basename(self));
    case 'resolve':
    case 'absolute':
      return make(() => {
        const path = absolute(self);
        return path === undefined ? UNKNOWN : text(path);
      });
    case 'as_posix':
      return make(() => text(self));
    case 'joinpath':
      return make(of((...paths) => posix.normalize(joined(self, ...paths))));
    case 'with_name':
      return make(of((path) => posix.join(parent(self), path)));
    default:
      return undefined;
  }
}
