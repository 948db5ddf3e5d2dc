import type { Attribute, Call, ClassDef, Expr, FunctionDef, Name, Node } from '../python/ast.js';
import type { Project, Ref } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import { canonical } from './flask-names.js';
import { mentionsOf } from './mentions.js';
import { HTTP_METHODS } from './views.js';

/** A name of a library, as far as its dots go: `flask.request.args.get`. */
export interface Reference {
  readonly path: string;
  readonly node: Name | Attribute;
  readonly file: SourceFile;
}

/** A call in a body, and whom it reaches. */
export interface CallFact {
  readonly node: Call;
  readonly file: SourceFile;
  /** What is called, if it can be told. */
  readonly ref: Ref | undefined;
  /** The method's name when the object is not known: `.save` in `thing.save()`. */
  readonly method: string | undefined;
}

/** What stands in a function (its nested functions included), its decorators and defaults left out. */
export interface Facts {
  readonly file: SourceFile;
  readonly def: FunctionDef | ClassDef;
  readonly references: readonly Reference[];
  readonly calls: readonly CallFact[];
  /** Functions of the project that are used without being called: callbacks, aliases. */
  readonly mentions: readonly { readonly file: SourceFile; readonly def: FunctionDef | ClassDef }[];
}

/** A method of a class of the project. */
interface Method {
  readonly file: SourceFile;
  readonly def: FunctionDef;
}

/** Classes of libraries that answer requests by a method for each HTTP method. */
const VIEW_CLASSES = /^flask\.views\.(MethodView|View)$|^flask_rest(ful|x|plus)(\.[\w.]+)?\.Resource$/;

/** Collects and remembers the facts of the project's functions. */
export class FactBook {
  readonly #facts = new Map<FunctionDef | ClassDef, Facts>();
  readonly #called = new Map<FunctionDef | ClassDef, boolean>();
  readonly #methods = new Map<string, readonly Method[]>();

  constructor(readonly project: Project) {}

  of(file: SourceFile, def: FunctionDef | ClassDef): Facts {
    let facts = this.#facts.get(def);
    if (!facts) {
      facts = { file, def, ...this.collect(file, def.body) };
      this.#facts.set(def, facts);
    }
    return facts;
  }

  /** References and calls at and below `nodes`. */
  collect(file: SourceFile, nodes: readonly Node[]): Omit<Facts, 'file' | 'def'> {
    const references: Reference[] = [];
    const calls: CallFact[] = [];
    const mentions: { readonly file: SourceFile; readonly def: FunctionDef | ClassDef }[] = [];
    const called = new Set<Node>();
    const inner = new Set<Node>();
    for (const node of walk(nodes)) {
      if (node.kind === 'call') {
        called.add(node.func);
        calls.push(this.#call(file, node));
      }
      if (node.kind !== 'name' && node.kind !== 'attribute') continue;
      if (inner.has(node)) continue;
      for (let part: Expr = node; part.kind === 'attribute'; part = part.value) inner.add(part.value);
      const ref = this.project.resolve(node, file);
      if (ref?.kind === 'external') references.push({ path: canonical(ref.path), node, file });
      else if (ref && (ref.kind === 'function' || ref.kind === 'class')) {
        if (!called.has(node)) mentions.push({ file: ref.file, def: ref.node });
      } else if (node.kind === 'attribute' && !ref) {
        // `request.args` is known, what it is worth is not: the longest part that resolves counts
        const head = this.#longestExternal(file, node.value);
        if (head) references.push(head);
      }
    }
    return { references, calls, mentions };
  }

  #longestExternal(file: SourceFile, expr: Expr): Reference | undefined {
    for (let part = expr; ; part = part.value) {
      if (part.kind !== 'name' && part.kind !== 'attribute') return undefined;
      const ref = this.project.resolve(part, file);
      if (ref?.kind === 'external') return { path: canonical(ref.path), node: part, file };
      if (part.kind === 'name') return undefined;
    }
  }

  #call(file: SourceFile, node: Call): CallFact {
    const ref = this.project.resolve(node.func, file);
    const known = ref !== undefined && ref.kind !== 'variable';
    const method = !known && node.func.kind === 'attribute' ? node.func.attr : undefined;
    return { node, file, ref, method };
  }

  /** Is a function or class called by its name anywhere in the project? */
  isCalled(home: SourceFile, def: FunctionDef | ClassDef): boolean {
    let called = this.#called.get(def);
    if (called === undefined) {
      called = false;
      for (const { file, node } of mentionsOf(this.project, home, def)) {
        const parent = file.parentOf(node);
        if (parent?.kind === 'call' && parent.func === node) called = true;
      }
      this.#called.set(def, called);
    }
    return called;
  }

  /** Every method of that name in the project: what `thing.name()` may be when `thing` is not known. */
  methodsNamed(name: string): readonly Method[] {
    let found = this.#methods.get(name);
    if (!found) {
      found = this.project.files.flatMap((file) => (file.text.includes(name) ? this.#methodsIn(file, name) : []));
      this.#methods.set(name, found);
    }
    return found;
  }

  #methodsIn(file: SourceFile, name: string): Method[] {
    const found: Method[] = [];
    for (const node of walk(file.module)) {
      if (node.kind !== 'class') continue;
      // a view object is made for one request by Flask, and by Flask alone
      const isView = HTTP_METHODS.has(name) && this.#isView(file, node);
      for (const stmt of node.body) {
        if (stmt.kind === 'function' && stmt.name === name && !isView) found.push({ file, def: stmt });
      }
    }
    return found;
  }

  /** A class-based view: its methods are called by its own library, unless the project makes objects of it. */
  #isView(file: SourceFile, def: ClassDef): boolean {
    const isLibraryView = def.bases.some((base) =>
      VIEW_CLASSES.test(this.project.externalPath(base.value, file) ?? ''),
    );
    return isLibraryView && !this.isCalled(file, def);
  }
}
