import type { HookEvent } from '../../src/model/registration/events.js';
import type { Expr } from '../../src/python/ast.js';
import { type App, type Change, hookInstallation, supportName, type Wiring } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** Hooks that `hooks.py` and `context.py` have under the same name. */
const MODULES = {
  before_request: 'hooks',
  after_request: 'hooks',
  teardown_request: 'hooks',
  before_app_request: 'hooks',
  after_app_request: 'hooks',
  teardown_app_request: 'hooks',
  teardown_appcontext: 'context',
} as const;

/** Hooks of a pure application: each is registered as before, with the function of the application's own module. */
export function* portedHooks(app: App): Iterable<Said> {
  const items = app.wiring.filter((item) => item.kind === 'hook');
  if (items.length === 0) return;
  for (const item of items) yield ported(app, item);
  const { file, node } = app.scaffold.site;
  const needs = hookInstallation(app);
  if (!needs) yield { message: 'order', file, at: node };
  else yield { message: 'installed', file, at: node, needs };
}

/** `@app.before_request` → `@before_request(app)`; `app.before_request(f)` → `before_request(app)(f)`. */
function ported(app: App, item: Wiring): Said {
  const { file, event } = item;
  const at = event?.site.node ?? app.scaffold.site.node;
  const unsaid: Said = { message: 'hook', file, at, data: { hook: item.what } };
  // without flask_compat FastAPI answers unknown paths and crashes in its own way, around the hooks
  if (app.options.style === 'idiomatic') return unsaid;
  if (event?.kind !== 'hook' || !(event.hook in MODULES)) return unsaid;
  const func = calleeOf(event);
  const value = event.function;
  if (func?.kind !== 'attribute' || value?.kind !== 'function' || value.def.kind !== 'function') return unsaid;
  const known = supportName({ app, file, mode: 'pure' }, MODULES[event.hook as keyof typeof MODULES], event.hook);
  const text = `${known.text}(${file.slice(func.value)})`;
  const edits = [{ start: func.start, end: func.end, text }];
  return { message: 'ported', file, at, data: { hook: item.what }, edits, needs: known.needs, ports: [item] };
}

function calleeOf({ site }: HookEvent): Expr | undefined {
  const { node } = site;
  const expr = node.kind === 'decorator' ? node.expr : node.kind === 'call' ? node : undefined;
  return expr?.kind === 'call' ? expr.func : expr;
}
