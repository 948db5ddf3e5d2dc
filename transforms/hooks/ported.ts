import type { HookEvent } from '../../src/model/registration/events.js';
import type { Value } from '../../src/model/registration/values.js';
import type { Expr, Node } from '../../src/python/ast.js';
import { functionAround } from '../../src/python/surroundings.js';
import { type App, type Change, hookInstallation, supportName, type Wiring } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** Hooks that `hooks.py` and `context.py` have under the same name. */
const MODULES = {
  before_request: 'hooks',
  after_request: 'hooks',
  teardown_request: 'hooks',
  url_value_preprocessor: 'hooks',
  url_defaults: 'hooks',
  before_app_request: 'hooks',
  after_app_request: 'hooks',
  teardown_app_request: 'hooks',
  app_url_value_preprocessor: 'hooks',
  app_url_defaults: 'hooks',
  teardown_appcontext: 'context',
} as const;

/** Hooks of a pure application: each is registered as before, with the function of the application's own module. */
export function* portedHooks(app: App): Iterable<Said> {
  const items = app.wiring.filter((item) => item.kind === 'hook');
  if (items.length === 0) return;
  for (const same of byPlace(items)) yield ported(app, same);
  const { file, node } = app.scaffold.site;
  const needs = hookInstallation(app);
  if (!needs) yield { message: 'order', file, at: node };
  else yield { message: 'installed', file, at: node, needs };
}

/** What one statement registers: in a loop several functions, or on several blueprints. */
function byPlace(items: readonly Wiring[]): Wiring[][] {
  const places = new Map<Node | undefined, Wiring[]>();
  for (const item of items) {
    const node = item.event?.site.node;
    places.set(node, [...(places.get(node) ?? []), item]);
  }
  return [...places.values()];
}

/** `@app.before_request` → `@before_request(app)`; `app.before_request(f)` → `before_request(app)(f)`. */
function ported(app: App, items: readonly Wiring[]): Said {
  const [item] = items as [Wiring];
  const { file, event } = item;
  const at = event?.site.node ?? app.scaffold.site.node;
  const unsaid: Said = { message: 'hook', file, at, data: { hook: item.what } };
  // without flask_compat FastAPI answers unknown paths and crashes in its own way, around the hooks
  if (app.options.style === 'idiomatic') return unsaid;
  if (event?.kind !== 'hook' || !(event.hook in MODULES)) return unsaid;
  if (!items.every((one) => one.event?.kind === 'hook' && isOwn(one.event.function))) return unsaid;
  const func = calleeOf(event);
  if (
    func?.kind !== 'attribute' ||
    (event.site.node.kind === 'call' && event.site.node.args.some(({ name, star }) => name || star))
  ) {
    return unsaid;
  }
  // `@before_request(app)` above `def before_request():` in a factory would be that function, which is not there yet
  const place = { app, file, mode: 'pure', def: functionAround(file, at) } as const;
  const known = supportName(place, MODULES[event.hook as keyof typeof MODULES], event.hook);
  const text = `${known.text}(${file.slice(func.value)})`;
  const edits = [{ start: func.start, end: func.end, text }];
  return { message: 'ported', file, at, data: { hook: item.what }, edits, needs: known.needs, ports: items };
}

/** A function, lambda or method of the project. What a library hands over counts on Flask. */
function isOwn(value: Value | undefined): boolean {
  if (value?.kind === 'wrapped') return isOwn(value.inner);
  return value?.kind === 'function';
}

function calleeOf({ site }: HookEvent): Expr | undefined {
  const { node } = site;
  const expr = node.kind === 'decorator' ? node.expr : node.kind === 'call' ? node : undefined;
  return expr?.kind === 'call' ? expr.func : expr;
}
