import type { App, View } from '../../src/model/app.js';
import { type Blocking, blockingIn, otherUse, sitesOf } from '../../src/model/blocking.js';
import type { FunctionDef } from '../../src/python/ast.js';
import { answering, type Change, defineTransform, type Mode, type Route } from '../../src/transform.js';
import { messages } from './messages.js';

export const asyncDefs = defineTransform({
  name: 'async',
  summary: 'Decides between `async def` and `def`: a view that may wait is a `def`, which FastAPI runs in a thread.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      const { view } = route;
      if (!view || route.words !== 'flask') return;
      for (const def of answering(route)) {
        const change = def.isAsync ? ownAsync(route, view, def, app) : decided(route, view, def, app, mode);
        if (change) yield change;
      }
    },
  },
});

type Message = keyof typeof messages;

function decided(route: Route, view: View, def: FunctionDef, app: App, mode: Mode): Change<Message> {
  const { file } = view;
  const { endpoint } = route;
  const policy = app.options.async;
  const reason =
    policy === 'off' ? 'it was asked for' : (blockingIn(view, def, app) ?? staysUsed(view, def, app, mode))?.text;
  if (reason === undefined) {
    return { message: 'async', file, at: def, data: { endpoint }, needs: [{ kind: 'async', file, def }] };
  }
  return { message: policy === 'offload' ? 'offload' : 'def', file, at: def, data: { endpoint, reason } };
}

/** A function that others count on being a plain one. Beside Flask each route moves by itself, a bridged one needs a `def`. */
function staysUsed(view: View, def: FunctionDef, app: App, mode: Mode): Pick<Blocking, 'text'> | undefined {
  const used = otherUse(view, def, app);
  if (used || mode === 'pure') return used;
  const calls = new Set(sitesOf(def, app).map((route) => route.site.call));
  return calls.size > 1 ? { text: 'it answers several routes, which may not all move' } : undefined;
}

/** Flask ran it on a thread and a loop of its own. */
function ownAsync(route: Route, view: View, def: FunctionDef, app: App): Change<Message> | undefined {
  const blocking = blockingIn(view, def, app);
  if (!blocking) return undefined;
  const data = { endpoint: route.endpoint, reason: blocking.text };
  return { message: 'blocks', file: blocking.file, at: blocking.at, data };
}
