import { isBridgeRouter } from '../../src/model/bridge.js';
import type { Expr, FunctionDef, Name, Stmt } from '../../src/python/ast.js';
import type { Binding } from '../../src/python/scopes.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { statementOf } from '../../src/python/surroundings.js';
import { type Anchor, type App, baseName, freshName, takesLines } from '../../src/transform.js';

/** Where a Flask object or blueprint gets its name, and so where its FlaskRouter goes. */
export interface Home {
  readonly file: SourceFile;
  /** The name of the Flask object there. */
  readonly target: string;
  /** The FlaskRouter's name. */
  readonly router: string;
  /** undefined: an earlier run has put it there. */
  readonly anchor: Anchor | undefined;
  /** It can be imported by other modules. */
  readonly isModuleLevel: boolean;
}

/** The home of each receiver (`bp` in `@bp.route`) that has one; the others are written out where they stand. */
export class Homes {
  readonly #homes = new Map<string, Home>();
  readonly #taken = new Map<SourceFile, Set<string>>();

  constructor(readonly app: App) {
    for (const site of app.sites) if (site.receiver && site.words !== 'fastapi') this.of(site.receiver, site.file);
  }

  of(receiver: Expr, file: SourceFile): Home | undefined {
    const found = this.#binding(receiver, file);
    if (!found) return undefined;
    const key = `${found.file.path}:${found.binding.node.start}`;
    const known = this.#homes.get(key);
    if (known) return known;
    const home = this.#home(found.file, found.binding, found.isModuleLevel);
    if (home) this.#homes.set(key, home);
    return home;
  }

  /** The one binding behind a receiver, through imports. */
  #binding(
    receiver: Expr,
    file: SourceFile,
  ): { file: SourceFile; binding: Binding; isModuleLevel: boolean } | undefined {
    const { project } = this.app;
    const ref = project.resolve(receiver, file);
    if (ref?.kind !== 'variable') return undefined;
    const running = ref.bindings.filter((binding) => !binding.typing);
    const [binding] = running;
    if (!binding || running.length > 1 || ref.scope.node.kind === 'class') return undefined;
    const isModuleLevel = ref.scope.node.kind === 'module';
    // `a.b.app`: only what stands at the top of a module can be taken from there
    if (receiver.kind !== 'name' && !isModuleLevel) return undefined;
    return { file: ref.file, binding, isModuleLevel };
  }

  #home(file: SourceFile, binding: Binding, isModuleLevel: boolean): Home | undefined {
    const anchor = anchorOf(file, binding);
    if (!anchor || !takesLines(file, anchor)) return undefined;
    const existing = this.#existing(file, binding.name);
    if (existing) return { file, target: binding.name, router: existing, anchor: undefined, isModuleLevel };
    const taken = this.#taken.get(file) ?? new Set<string>();
    this.#taken.set(file, taken);
    const router = freshName(file, [nameFor(binding.name, taken), `${binding.name}_bridged`], taken);
    taken.add(router);
    return { file, target: binding.name, router, anchor, isModuleLevel };
  }

  /** `bridged = FlaskRouter(bp)` of an earlier run. */
  #existing(file: SourceFile, target: string): string | undefined {
    const { project } = this.app;
    for (const bindings of project.scopes(file).module.bindings.values()) {
      for (const { name, value } of bindings) {
        if (value?.kind !== 'call' || !isBridgeRouter(project, file, value)) continue;
        const [given] = value.args;
        if (given?.value.kind === 'name' && given.value.id === target) return name;
      }
    }
    return undefined;
  }
}

function anchorOf(file: SourceFile, binding: Binding): Anchor | undefined {
  if (binding.kind === 'param') {
    const def = file.parentOf(binding.node as Name);
    return def?.kind === 'function' ? { startOf: def as FunctionDef } : undefined;
  }
  if (binding.kind !== 'value') return undefined;
  const stmt = statementOf(file, binding.node as Name);
  return stmt?.kind === 'assign' && stmt.op === undefined ? { after: stmt as Stmt } : undefined;
}

/** `bridged`; with a second Flask object in the file, `admin_bridged` for `admin_bp`. */
function nameFor(target: string, taken: ReadonlySet<string>): string {
  if (taken.size === 0) return 'bridged';
  return `${baseName(target) || target}_bridged`;
}

/** `FlaskRouter(<receiver>)`, for a receiver that has no home. */
export function inlineRouter(local: string, file: SourceFile, receiver: Expr): string {
  return `${local}(${file.slice(receiver)})`;
}
