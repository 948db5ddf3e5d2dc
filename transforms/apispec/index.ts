import { objectUses } from '../../src/model/objects.js';
import { isBelow, references } from '../../src/model/references.js';
import type { Call } from '../../src/python/ast.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  calledBy,
  defineTransform,
  type ObjectUse,
  type Reference,
  supportName,
} from '../../src/transform.js';
import { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** It asks Flask for rules and views, and has no other name for it. */
const LIBRARY = 'apispec_webframeworks.flask';
const PLUGIN = `${LIBRARY}.FlaskPlugin`;

export const apispec = defineTransform({
  name: 'apispec',
  summary: 'Keeps documents that apispec makes of the docstrings of views.',
  messages,
  fastapi: {
    *migrate({ site, endpoint }, app, mode) {
      if (mode === 'pure' || !references(app).some((one) => isBelow(one, LIBRARY))) return;
      yield { message: 'documented', file: site.file, at: site.call, data: { endpoint } };
    },
    *wire(app) {
      const used = references(app).filter((one) => isBelow(one, LIBRARY));
      for (const reference of used) yield plugin(app, reference);
      if (used.length === 0) return;
      for (const use of objectUses(app)) {
        const call = searches(use);
        if (call) yield searched(app, use, call);
      }
    },
  },
});

/** `FlaskPlugin()` → `RoutePlugin()`. */
function plugin(app: App, { file, node, path }: Reference): Said {
  const call = calledBy(file, node);
  const use = path.slice(path.lastIndexOf('.') + 1);
  if (path !== PLUGIN || !call || call.args.length > 0) return { message: 'used', file, at: node, data: { use } };
  const known = supportName({ app, file, mode: 'pure', def: enclosingFunction(file, node) }, 'apispec', 'RoutePlugin');
  const edits = [{ start: node.start, end: node.end, text: known.text }];
  return { message: 'kept', file, at: node, data: { use }, edits, needs: known.needs };
}

/** `spec.path(view=get_item, app=app)`: the plugin looks there instead of in `current_app`. */
function searches({ file, node, member }: ObjectUse): Call | undefined {
  const argument = file.parentOf(node);
  const call = argument?.kind === 'argument' && argument.name === 'app' ? file.parentOf(argument) : undefined;
  if (member || call?.kind !== 'call' || call.func.kind !== 'attribute' || call.func.attr !== 'path') return undefined;
  return call.args.some(({ name }) => name === 'view') ? call : undefined;
}

function searched(app: App, { file, node }: ObjectUse, call: Call): Said {
  const ports = app.wiring.filter(({ event }) => event?.kind === 'extension' && event.site.node === call);
  return { message: 'kept', file, at: node, data: { use: file.slice(node) }, accounts: [node], ports };
}
