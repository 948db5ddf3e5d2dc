import type { Attribute, ClassDef, Expr, FunctionDef, ImportedName, Node } from './ast.js';
import { withoutLast } from './dotted.js';
import { exportsByStar } from './exports.js';
import { sameRef } from './same-ref.js';
import { type Binding, type Scope, Scopes } from './scopes.js';
import type { SourceFile } from './source-file.js';
import type { TextFile } from './text-file.js';
import { walk } from './walk.js';

/** What a name or a dotted expression stands for. */
export type Ref =
  /** Something of a library: `flask.request.args`. Modules of the standard library too. */
  | { readonly kind: 'external'; readonly path: string }
  | { readonly kind: 'module'; readonly file: SourceFile }
  /** A folder without `__init__.py` on the way to a module. */
  | { readonly kind: 'namespace'; readonly name: string }
  | { readonly kind: 'function'; readonly file: SourceFile; readonly node: FunctionDef; readonly owner?: ClassDef }
  | { readonly kind: 'class'; readonly file: SourceFile; readonly node: ClassDef }
  /** A variable: of a module or class, a function's own, or a parameter. */
  | {
      readonly kind: 'variable';
      readonly file: SourceFile;
      readonly scope: Scope;
      readonly bindings: readonly Binding[];
    }
  | { readonly kind: 'builtin'; readonly name: string };

const MAX_HOPS = 40;

/** The project's Python files, by path and by module name, and what names in them resolve to. */
export class Project {
  readonly #files = new Map<string, SourceFile>();
  readonly #scopes = new Map<SourceFile, Scopes>();
  readonly #byName = new Map<string, string[]>();
  /** Every Python file, read or not. */
  readonly paths: ReadonlySet<string>;
  #absolute: Set<string> | undefined;
  #namespaces: Set<string> | undefined;
  readonly #refs = new Map<Binding, { ref: Ref | undefined }>();
  #imports = new Map<Node, Ref | undefined>();
  readonly #members = new Map<Attribute, string>();
  #taken: Map<string, { readonly names: Set<string>; readonly stars: SourceFile[] }> | undefined;

  /**
   * @param paths Every Python file of the project, also those that are not read; they decide which folders are packages.
   * @param folders Every folder. @param texts What is no Python, by path; read when asked for.
   */
  constructor(
    paths: readonly string[],
    readonly folders: ReadonlySet<string> = new Set(),
    readonly texts: ReadonlyMap<string, () => TextFile> = new Map(),
  ) {
    this.paths = new Set(paths);
    for (const path of paths) {
      for (const name of this.#namesOf(path)) {
        const found = this.#byName.get(name);
        if (found) found.push(path);
        else this.#byName.set(name, [path]);
      }
    }
  }

  get files(): readonly SourceFile[] {
    return [...this.#files.values()];
  }

  add(file: SourceFile): void {
    this.#files.set(file.path, file);
    this.#imports.clear();
    this.#refs.clear();
  }

  file(path: string): SourceFile | undefined {
    return this.#files.get(path);
  }

  /** Is there a Python file at that path, read or not? */
  has(path: string): boolean {
    return this.paths.has(path);
  }

  /** Every Python file below a folder, read or not. */
  below(folder: string): string[] {
    return [...this.paths].filter((path) => path.startsWith(`${folder}/`)).sort();
  }

  scopes(file: SourceFile): Scopes {
    let scopes = this.#scopes.get(file);
    if (!scopes) {
      scopes = new Scopes(file.module);
      this.#scopes.set(file, scopes);
    }
    return scopes;
  }

  /** Does another module take `name` from the file at `path`, by name or with a star? */
  isTakenFrom(path: string, name: string): boolean {
    const { names, stars } = this.#takers(path);
    return names.has(name) || stars.some((file) => this.#needsFromStar(file, name));
  }

  #takers(path: string): { readonly names: ReadonlySet<string>; readonly stars: readonly SourceFile[] } {
    if (!this.#taken) {
      this.#taken = new Map();
      for (const file of this.#files.values()) {
        for (const node of file.module.imports) {
          if (node.kind !== 'from') continue;
          const source = node.level
            ? this.findRelativePath(file.path, node.level, node.module)
            : this.findModulePath(node.module, file.path);
          if (!source || source === file.path) continue;
          const entry = this.#taken.get(source) ?? { names: new Set<string>(), stars: [] };
          for (const { name } of node.names) entry.names.add(name);
          if (node.star) entry.stars.push(file);
          this.#taken.set(source, entry);
        }
      }
    }
    return this.#taken.get(path) ?? { names: new Set(), stars: [] };
  }

  /** A name that comes with a star is needed when the module uses it, or hands it on, and does not bind it itself. */
  #needsFromStar(file: SourceFile, name: string): boolean {
    if (this.scopes(file).module.bindings.has(name)) return false;
    for (const node of walk(file.module)) if (node.kind === 'name' && node.id === name) return true;
    return this.isTakenFrom(file.path, name);
  }

  /** Where a module of that name would be, seen from the file at `from`. */
  findModulePath(name: string, from: string): string | undefined {
    const found = this.#byName.get(name);
    if (!found || found.length <= 1) return found?.[0];
    const shared = (path: string) => {
      let i = 0;
      while (i < path.length && path[i] === from[i]) i++;
      return i;
    };
    return [...found].sort((a, b) => shared(b) - shared(a) || a.length - b.length || (a < b ? -1 : 1))[0];
  }

  /** The file that `from ..x.y import` means in the file at `from`; `module` without the dots. */
  findRelativePath(from: string, level: number, module: string): string | undefined {
    const folders = from.split('/').slice(0, -1);
    if (level > folders.length + 1) return undefined;
    const base = folders.slice(0, folders.length - level + 1);
    return this.#pathOf([...base, ...(module ? module.split('.') : [])]);
  }

  /**
   * The name under which the file is imported. A folder that is no package may be a root of imports or a part of the name;
   * the imports that the project has tell which.
   *
   * @param added Files that will be there.
   */
  moduleName(path: string, added: ReadonlySet<string> = NONE): string {
    const names = this.#namesOf(path, added);
    // the longest part of it that is in use tells from which folder names count
    for (let depth = 0; depth < path.split('/').length; depth++) {
      const used = names.find((name) => this.#importedNames().has(withoutLast(name, depth)));
      if (used) return used;
    }
    return names.at(-1) ?? path.replace(/\.py$/, '').replaceAll('/', '.');
  }

  /** Says that a module is known under that name: from the command line. */
  noteModule(name: string): void {
    this.#importedNames().add(name);
  }

  /** Every module of the project that is imported by its full name, with the packages on the way. */
  #importedNames(): Set<string> {
    if (!this.#absolute) {
      this.#absolute = new Set();
      for (const file of this.#files.values()) {
        for (const node of file.module.imports) {
          const names = node.kind === 'import' ? node.names.map((one) => one.name) : node.level ? [] : [node.module];
          for (const name of names) {
            const parts = name.split('.');
            for (let i = 1; i <= parts.length; i++) {
              const part = parts.slice(0, i).join('.');
              if (this.#byName.has(part)) this.#absolute.add(part);
            }
          }
        }
      }
    }
    return this.#absolute;
  }

  /** What `expr` stands for where it is written. */
  resolve(expr: Expr, file: SourceFile, hops = 0): Ref | undefined {
    if (hops > MAX_HOPS) return undefined;
    if (expr.kind === 'parenthesized') return expr.value && this.resolve(expr.value, file, hops);
    if (expr.kind === 'name') {
      const scope = this.scopes(file).at(expr, (node: Node) => file.parentOf(node));
      return this.resolveName(expr.id, scope, file, hops + 1);
    }
    if (expr.kind !== 'attribute') return undefined;
    const known = this.#members.get(expr);
    if (known) return { kind: 'external', path: known };
    const base = this.resolve(expr.value, file, hops + 1);
    return base && this.member(base, expr.attr, hops + 1);
  }

  /** Says what an attribute of an object is, of which only the registration code tells what it is. */
  nameMember(member: Attribute, path: string): void {
    this.#members.set(member, path);
    this.#imports.clear();
    this.#refs.clear();
  }

  isNamedMember(expr: Expr): boolean {
    return expr.kind === 'attribute' && this.#members.has(expr);
  }

  /** `path` of what `expr` resolves to, if that is something of a library: `flask.jsonify`. */
  externalPath(expr: Expr, file: SourceFile): string | undefined {
    const ref = this.resolve(expr, file);
    return ref?.kind === 'external' ? ref.path : undefined;
  }

  resolveName(name: string, scope: Scope, file: SourceFile, hops = 0): Ref | undefined {
    if (hops > MAX_HOPS) return undefined;
    const found = scope.lookup(name);
    if (!found) return this.#throughStars(name, scope.module(), file, hops) ?? { kind: 'builtin', name };
    return this.#ofBindings(found.bindings, found.scope, file, hops);
  }

  /** `base.name`. */
  member(base: Ref, name: string, hops = 0): Ref | undefined {
    switch (base.kind) {
      case 'external':
        return { kind: 'external', path: `${base.path}.${name}` };
      case 'module':
        return this.export(base.file, name, hops + 1) ?? this.#submodule(base.file, name);
      case 'namespace': {
        const path = this.#byName.get(`${base.name}.${name}`)?.[0];
        return path ? this.#moduleAt(path) : this.#namespace(`${base.name}.${name}`);
      }
      case 'class': {
        const scope = this.scopes(base.file).of(base.node);
        const bindings = scope.bindings.get(name);
        return bindings && this.#ofBindings(bindings, scope, base.file, hops + 1);
      }
      default:
        return undefined;
    }
  }

  /** What the module offers under `name`. */
  export(file: SourceFile, name: string, hops = 0): Ref | undefined {
    if (hops > MAX_HOPS) return undefined;
    const scope = this.scopes(file).module;
    const bindings = scope.bindings.get(name);
    if (bindings) return this.#ofBindings(bindings, scope, file, hops + 1);
    return this.#throughStars(name, scope, file, hops + 1);
  }

  /** What `from X import name` or `import X` means; `X` as written in `file`. */
  imported(binding: Binding, file: SourceFile, hops = 0): Ref | undefined {
    const { node } = binding;
    if (node.kind !== 'imported') return undefined;
    if (this.#imports.has(node)) return this.#imports.get(node);
    const found = this.#importedBy(node, file, hops);
    // deep in a circle the answer may only be that it was too deep
    if (hops < MAX_HOPS / 2) this.#imports.set(node, found);
    return found;
  }

  #importedBy(node: ImportedName, file: SourceFile, hops: number): Ref | undefined {
    const parent = file.parentOf(node);
    if (parent?.kind === 'import') {
      // `import a.b` binds a, `import a.b as c` binds a.b
      return this.#moduleRef(node.asName ? node.name : (node.name.split('.')[0] as string), file);
    }
    if (parent?.kind !== 'from') return undefined;
    if (parent.level === 0) {
      const source = this.#moduleRef(parent.module, file);
      return source && this.member(source, node.name, hops + 1);
    }
    const path = this.findRelativePath(file.path, parent.level, parent.module);
    const source = path ? this.#moduleAt(path) : undefined;
    if (source?.kind === 'module' && source.file !== file) {
      const found = this.member(source, node.name, hops + 1);
      if (found) return found;
    }
    const below = this.findRelativePath(file.path, parent.level, [parent.module, node.name].filter(Boolean).join('.'));
    return below ? this.#moduleAt(below) : undefined;
  }

  #ofBindings(all: readonly Binding[], scope: Scope, file: SourceFile, hops: number): Ref | undefined {
    const running = all.filter((binding) => !binding.typing);
    const firstChoice = running.filter((binding) => !binding.fallback);
    const bindings = firstChoice.length > 0 ? firstChoice : running.length > 0 ? running : all;
    const [only] = bindings;
    if (bindings.length > 1) {
      const refs = bindings.map((binding) => this.#ofBinding(binding, scope, file, hops));
      const [head] = refs;
      if (head && head.kind !== 'variable' && refs.every((ref) => ref && sameRef(ref, head))) return head;
      return { kind: 'variable', file, scope, bindings };
    }
    return only && this.#ofBinding(only, scope, file, hops);
  }

  /** Once for each: `node = node.left` and `node = node.right` would go through each other again and again. */
  #ofBinding(binding: Binding, scope: Scope, file: SourceFile, hops: number): Ref | undefined {
    const known = this.#refs.get(binding);
    if (known) return known.ref;
    const open: { ref: Ref | undefined } = {
      ref: binding.kind === 'import' ? undefined : { kind: 'variable', file, scope, bindings: [binding] },
    };
    this.#refs.set(binding, open);
    open.ref = this.#find(binding, scope, file, hops);
    return open.ref;
  }

  #find(binding: Binding, scope: Scope, file: SourceFile, hops: number): Ref | undefined {
    const { node } = binding;
    if (binding.kind === 'import') return this.imported(binding, file, hops + 1);
    if (node.kind === 'function') {
      return { kind: 'function', file, node, ...(scope.node.kind === 'class' && { owner: scope.node }) };
    }
    if (node.kind === 'class') return { kind: 'class', file, node };
    const value = binding.value;
    if (value && (value.kind === 'name' || value.kind === 'attribute')) {
      // g = flask.g: another name for the same thing
      const alias = this.resolve(value, file, hops + 1);
      if (alias && alias.kind !== 'variable' && alias.kind !== 'builtin') return alias;
    }
    return { kind: 'variable', file, scope, bindings: [binding] };
  }

  #throughStars(name: string, module: Scope, file: SourceFile, hops: number): Ref | undefined {
    for (const star of [...module.stars].reverse()) {
      const path =
        star.level > 0
          ? this.findRelativePath(file.path, star.level, star.module)
          : this.findModulePath(star.module, file.path);
      const source = path ? this.#files.get(path) : undefined;
      if (!source || source === file) continue;
      if (!exportsByStar(source, name)) continue;
      const found = this.export(source, name, hops + 1);
      if (found) return found;
    }
    return undefined;
  }

  #moduleRef(name: string, from: SourceFile): Ref | undefined {
    const path = this.findModulePath(name, from.path);
    if (path) return this.#moduleAt(path);
    return this.#namespace(name) ?? { kind: 'external', path: name };
  }

  #moduleAt(path: string): Ref | undefined {
    const file = this.#files.get(path);
    // a module of the project that was not read: nothing is known about what is in it
    return file ? { kind: 'module', file } : undefined;
  }

  #namespace(name: string): Ref | undefined {
    if (!this.#namespaces) {
      this.#namespaces = new Set();
      for (const known of this.#byName.keys()) {
        for (let dot = known.indexOf('.'); dot >= 0; dot = known.indexOf('.', dot + 1)) {
          this.#namespaces.add(known.slice(0, dot));
        }
      }
    }
    return this.#namespaces.has(name) ? { kind: 'namespace', name } : undefined;
  }

  #submodule(file: SourceFile, name: string): Ref | undefined {
    if (!file.path.endsWith('/__init__.py')) return undefined;
    const path = this.#pathOf([...file.path.split('/').slice(0, -1), name]);
    return path ? this.#moduleAt(path) : undefined;
  }

  #pathOf(parts: readonly string[]): string | undefined {
    const base = parts.join('/');
    for (const path of [`${base}.py`, base ? `${base}/__init__.py` : '__init__.py']) {
      if (this.paths.has(path)) return path;
    }
    return undefined;
  }

  /** Longest first: a folder that is no package may be a root of imports (`src/`, `examples/tutorial/`). */
  #namesOf(path: string, added: ReadonlySet<string> = NONE): string[] {
    const parts = path.replace(/\.py$/, '').split('/');
    if (parts.at(-1) === '__init__') parts.pop();
    const names: string[] = [];
    for (let cut = 0; cut < parts.length; cut++) {
      const init = [...path.split('/').slice(0, cut), '__init__.py'].join('/');
      if (cut > 0 && (this.paths.has(init) || added.has(init))) break;
      names.push(parts.slice(cut).join('.'));
    }
    return names;
  }
}

const NONE: ReadonlySet<string> = new Set();
