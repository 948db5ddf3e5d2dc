import { reach } from '../../src/model/reach.js';
import type { HookEvent } from '../../src/model/registration/events.js';
import type { FunctionValue, Value } from '../../src/model/registration/values.js';
import { functionsOf } from '../../src/model/views.js';
import { decoratorList, wrappersOf } from '../../src/model/wrappers.js';
import type { ClassDef, FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import { type App, libraryName, type Wiring } from '../../src/transform.js';
import { type QuartChange, said } from './change.js';
import { isTwin, waitsFor } from './names.js';

interface Definition {
  readonly file: SourceFile;
  readonly def: FunctionDef;
}

/** Hooks and commands. */
export function* wiring(app: App): Iterable<QuartChange> {
  const closers = app.wiring.filter(({ what }) => what.startsWith('teardown_appcontext'));
  for (const item of app.wiring) {
    const { kind, what, event, file, scaffold } = item;
    const { node } = event?.site ?? scaffold.site;
    const hook = event?.kind === 'hook' ? event : undefined;
    if (what.startsWith('url_map.')) yield* urlMap(app, item);
    else if (kind === 'middleware' || kind === 'setting') yield said('member', file, node, what);
    else if (kind === 'config' && what === 'config.from_prefixed_env') {
      const given = event?.kind === 'config' ? event.args : undefined;
      if (!given || (given.positional.length === 0 && !given.named.has('prefix')))
        yield said('prefix', file, node, what);
    } else if (hook && what.startsWith('teardown_')) {
      const isAlone = closers.length < 2 || !closers.includes(item);
      if (!isAlone || readsArgument(hook)) yield said('teardown', file, node, what);
    } else if (hook && /url_value_preprocessor/.test(what)) {
      const found = definitionOf(hook.function);
      if (!found || needsThread(app, found)) yield said('on-loop', file, node, what);
    } else if (hook && kind === 'cli' && what.startsWith('cli.')) yield* command(app, item, hook);
  }
}

/** An extension that no transform has a form of its own for. */
export function* unported({ kind, what, event, file, scaffold }: Wiring): Iterable<QuartChange> {
  if (kind === 'extension') yield said('extension', file, (event?.site ?? scaffold.site).node, what);
}

function definitionOf(value: Value | undefined): Definition | undefined {
  const found = functionOf(value);
  return found?.def.kind === 'function' ? { file: found.file, def: found.def } : undefined;
}

function functionOf(value: Value | undefined): FunctionValue | undefined {
  if (value?.kind === 'wrapped') return functionOf(value.inner);
  return value?.kind === 'function' ? value : undefined;
}

/** What Quart hands over after a 500 is None. */
function readsArgument({ function: value }: HookEvent): boolean {
  const def = functionOf(value)?.def;
  const param = def?.params[0];
  if (!def || !param || param.form === '*' || param.form === '**') return true;
  const body = def.kind === 'lambda' ? [def.body] : def.body;
  return [...walk(body)].some((node) => node.kind === 'name' && node.id === param.name);
}

/** Converters are asked on the event loop, before there is a thread. */
function* urlMap(app: App, { what, event, file, scaffold }: Wiring): Iterable<QuartChange> {
  const { node } = event?.site ?? scaffold.site;
  const value = event?.kind === 'assign' ? event.value : undefined;
  if (value?.kind === 'class' ? needsThread(app, value) : !/^url_map\.\w+$/.test(what)) {
    yield said('on-loop', file, node, what);
  }
}

function needsThread(app: App, found: { readonly file: SourceFile; readonly def: FunctionDef | ClassDef }): boolean {
  return reach(app.facts, found, []).some(({ reference: { path } }) => isTwin(path) || waitsFor(path));
}

/** `@with_appcontext` next to the function; what is a command already by a decorator above it stays one. */
function* command(app: App, { file: home, what }: Wiring, event: HookEvent): Iterable<QuartChange> {
  const found = definitionOf(event.function);
  if (!found || found.def.isAsync) {
    yield said('member', home, event.site.node, what);
    return;
  }
  const { file, def } = found;
  const isAsked = def.decorators.some(({ expr }) =>
    /^(flask|quart)\.cli\.with_appcontext$/.test(app.project.externalPath(expr, file) ?? ''),
  );
  if (isAsked) return;
  const { text, needs } = libraryName({ app, file, mode: 'pure' }, 'quart.cli', 'with_appcontext');
  const at = file.lineStart(def.defStart);
  const line = `${file.indentAt(def.defStart)}@${text}\n`;
  yield { ...said('command', file, def, def.name), edits: [{ start: at, end: at, text: line }], needs };
}

function isHook(app: App, def: FunctionDef): boolean {
  return app.wiring.some(({ event }) => event?.kind === 'hook' && definitionOf(event.function)?.def === def);
}

/** Views that a class stands for, and functions that are coroutine functions already. */
export function* views(app: App): Iterable<QuartChange> {
  for (const route of app.routes) {
    const view = route.view ?? route.whole;
    const { file, call } = route.site;
    if (!view) yield said('view', file, call, route.endpoint);
    else if (view.def.kind === 'class') {
      const own = view.def.body.some((stmt) => stmt.kind === 'function' && stmt.name === 'dispatch_request');
      const isPlain = wrappersOf(view).length === 0 && view.decorators.length === 0 && !decoratorList(view.def);
      if (own || !isPlain || !route.view) yield said('class-view', view.file, view.def, view.def.name);
    }
  }
  for (const file of app.files) {
    for (const node of walk(file.module)) {
      if (node.kind !== 'function' || !node.isAsync) continue;
      const isView = app.routes.some(({ view }) => view && functionsOf(view.def).includes(node));
      const usesFlask = app.facts.of(file, node).references.some(({ path }) => /^flask(\.|$)/.test(path));
      if (isView || usesFlask || isHook(app, node)) yield said('async', file, node, node.name);
    }
  }
}
