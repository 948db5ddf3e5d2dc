import { posix } from 'node:path';
import { givenArgument } from '../python/arguments.js';
import type { Attribute, Call, ClassDef, Expr, FunctionDef, Name, Node, Param } from '../python/ast.js';
import { boundAt } from '../python/lookup.js';
import type { Binding } from '../python/scopes.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosing } from '../python/surroundings.js';
import { unparenthesized, walk } from '../python/walk.js';
import type { App } from './app.js';
import { mentionsOf } from './mentions.js';
import { isApplication } from './objects.js';
import { basesOf } from './reach.js';

/** What an expression of a test may stand for: `current` is the proxy of the application. A tuple of them. */
export type Thing = 'app' | 'current' | 'client' | readonly (Thing | undefined)[];

const FIXTURE = /^pytest(_asyncio)?\.(yield_)?fixture$/;

/**
 * Tells what the names of tests stand for: variables, fixtures of pytest, attributes that `setUp` fills, parameters of helpers.
 */
export class TestObjects {
  readonly #known = new Map<Node, Thing | undefined>();

  constructor(private readonly app: App) {}

  /** undefined: neither the application nor its client, or it can't be told. */
  of(file: SourceFile, expr: Expr): Thing | undefined {
    return this.#once(expr, () => this.#find(file, unparenthesized(expr)));
  }

  /** Whoever asks in a circle is told nothing. */
  #once(node: Node, find: () => Thing | undefined): Thing | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    this.#known.set(node, undefined);
    const found = find();
    this.#known.set(node, found);
    return found;
  }

  #find(file: SourceFile, expr: Expr): Thing | undefined {
    if (isApplication(this.app, file, expr)) return 'app';
    if (this.app.project.externalPath(expr, file) === 'flask.current_app') return 'current';
    switch (expr.kind) {
      case 'name':
        return this.#ofName(file, expr);
      case 'attribute':
        return this.#ofAttribute(file, expr);
      case 'call':
        return this.#ofCall(file, expr);
      case 'tuple':
        return expr.elements.map((element) => this.of(file, element));
      case 'yield':
        return expr.value && this.of(file, expr.value);
      default:
        return undefined;
    }
  }

  #ofName(file: SourceFile, name: Name): Thing | undefined {
    const bindings = boundAt(this.app.project, file, name)?.bindings ?? [];
    return this.#ofBindings(file, bindings);
  }

  #ofBindings(file: SourceFile, bindings: readonly Binding[]): Thing | undefined {
    return first(bindings, (binding) => {
      const { node, value } = binding;
      if (binding.typing) return undefined;
      if (node.kind === 'param') return this.#once(node, () => this.#ofParam(file, node));
      if (binding.kind === 'import') {
        const ref = this.app.project.imported(binding, file);
        return ref?.kind === 'variable' ? this.#ofBindings(ref.file, ref.bindings) : undefined;
      }
      if (value) return this.of(file, value);
      return node.kind === 'name' ? this.#ofTarget(file, node) : undefined;
    });
  }

  /** `app, client = made()`, `with app.test_client() as client:` */
  #ofTarget(file: SourceFile, target: Expr): Thing | undefined {
    const parent = file.parentOf(target);
    if (parent?.kind === 'tuple' || parent?.kind === 'parenthesized') {
      const whole = this.#ofTarget(file, parent);
      return parent.kind === 'tuple' && typeof whole === 'object' ? whole[parent.elements.indexOf(target)] : whole;
    }
    if (parent?.kind === 'assign') return parent.value && this.of(file, parent.value);
    const item = parent?.kind === 'with' ? parent.items.find((one) => one.target === target) : undefined;
    return item && this.of(file, item.value);
  }

  #ofAttribute(file: SourceFile, expr: Attribute): Thing | undefined {
    if (expr.attr === 'application' && this.of(file, expr.value) === 'client') return 'app';
    const ref = this.app.project.resolve(expr, file);
    if (ref?.kind === 'variable') return this.#ofBindings(ref.file, ref.bindings);
    const method = expr.value.kind === 'name' ? this.#methodOf(file, expr.value) : undefined;
    return method && this.#ofMember(file, method, expr.attr);
  }

  /** The class whose method has that name as its first parameter: `self`. */
  #methodOf(file: SourceFile, name: Name): ClassDef | undefined {
    const [binding] = boundAt(this.app.project, file, name)?.bindings ?? [];
    const def = binding?.node.kind === 'param' ? file.parentOf(binding.node) : undefined;
    if (def?.kind !== 'function' || def.params[0] !== binding?.node) return undefined;
    const owner = enclosing(file, def);
    return owner?.kind === 'class' ? owner : undefined;
  }

  /** What the methods of a class, or of those it is made of, put into `self.name`. */
  #ofMember(file: SourceFile, owner: ClassDef, name: string): Thing | undefined {
    const own = first([...walk(owner.body)], (node) => {
      if (node.kind !== 'assign' || !node.value) return undefined;
      const isIt = node.targets.some(
        (target) =>
          (target.kind === 'attribute' && target.attr === name && target.value.kind === 'name') ||
          (target.kind === 'name' && target.id === name && file.parentOf(node) === owner),
      );
      return isIt ? this.of(file, node.value) : undefined;
    });
    return own ?? this.#inBases(file, owner, (base, home) => this.#ofMember(home, base, name));
  }

  #inBases(
    file: SourceFile,
    owner: ClassDef,
    look: (base: ClassDef, home: SourceFile) => Thing | undefined,
  ): Thing | undefined {
    return first(basesOf(this.app, file, owner), (base) =>
      base.def === owner ? undefined : look(base.def, base.file),
    );
  }

  #ofCall(file: SourceFile, call: Call): Thing | undefined {
    const { func } = call;
    const holder = func.kind === 'attribute' && this.of(file, func.value);
    if (func.kind === 'attribute' && (holder === 'app' || holder === 'current')) {
      if (func.attr === 'test_client') return 'client';
      if (func.attr === '_get_current_object') return 'app';
    }
    const ref = this.app.project.resolve(func, file);
    return ref?.kind === 'function' ? this.#ofFunction(ref.file, ref.node) : undefined;
  }

  /** What a function returns or yields. */
  #ofFunction(file: SourceFile, def: FunctionDef): Thing | undefined {
    return this.#once(def, () =>
      first([...walk(def.body)], (node) => {
        if (node.kind === 'yield') return enclosing(file, node) === def ? this.of(file, node) : undefined;
        if (node.kind !== 'return' || enclosing(file, node) !== def) return undefined;
        const [value] = node.values;
        return value && this.of(file, value);
      }),
    );
  }

  #ofParam(file: SourceFile, param: Param): Thing | undefined {
    const def = file.parentOf(param);
    if (def?.kind !== 'function') return undefined;
    const owner = enclosing(file, def);
    if (/^test/.test(def.name) || this.#fixtureName(file, def) !== undefined) {
      return this.#ofFixture(file, owner?.kind === 'class' ? owner : undefined, def, param.name);
    }
    return owner?.kind === 'class' && def.name !== '__init__' ? undefined : this.#given(file, def, param, owner);
  }

  /** What the calls of a helper, or of its class, hand to a parameter. */
  #given(
    file: SourceFile,
    def: FunctionDef,
    param: Param,
    owner: FunctionDef | ClassDef | undefined,
  ): Thing | undefined {
    const called = owner?.kind === 'class' ? owner : def;
    const index = def.params.indexOf(param) - (called === def ? 0 : 1);
    return first([...mentionsOf(this.app.project, file, called)], ({ file: home, node }) => {
      const call = home.parentOf(node);
      if (call?.kind !== 'call' || call.func !== node) return undefined;
      const given = givenArgument(call, index, param.name);
      return given && this.of(home, given.value);
    });
  }

  /** The nearest fixture of that name: in the class, in the module, in the `conftest.py` of its folder or of one above. */
  #ofFixture(file: SourceFile, owner: ClassDef | undefined, asking: FunctionDef, name: string): Thing | undefined {
    const inClass = owner && this.#fixtureIn(file, owner.body, asking, name);
    if (inClass) return this.#ofFunction(file, inClass);
    const homes = [file];
    for (let folder = posix.dirname(file.path); ; folder = posix.dirname(folder)) {
      const home = this.app.project.file(posix.join(folder, 'conftest.py'));
      if (home && home !== file) homes.push(home);
      if (folder === '.' || folder === '/') break;
    }
    for (const home of homes) {
      const fixture = this.#fixtureIn(home, home.module.body, asking, name);
      if (fixture) return this.#ofFunction(home, fixture);
      const ref = this.app.project.export(home, name);
      if (ref?.kind === 'function' && ref.file !== home) return this.#ofFunction(ref.file, ref.node);
    }
    return owner && this.#inBases(file, owner, (base, home) => this.#ofFixture(home, base, asking, name));
  }

  #fixtureIn(file: SourceFile, body: readonly Node[], asking: FunctionDef, name: string): FunctionDef | undefined {
    // `def app(app):` asks for the one further out
    return body.find(
      (one): one is FunctionDef => one.kind === 'function' && one !== asking && this.#fixtureName(file, one) === name,
    );
  }

  /** The name under which a fixture is asked for; undefined for other functions. */
  #fixtureName(file: SourceFile, def: FunctionDef): string | undefined {
    for (const { expr } of def.decorators) {
      const func = expr.kind === 'call' ? expr.func : expr;
      if (!FIXTURE.test(this.app.project.externalPath(func, file) ?? '')) continue;
      const named = expr.kind === 'call' ? expr.args.find((argument) => argument.name === 'name')?.value : undefined;
      return named?.kind === 'string' && named.value ? named.value : def.name;
    }
    return undefined;
  }
}

function first<T>(items: readonly T[], look: (item: T) => Thing | undefined): Thing | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
