import { isBelow, references } from '../../src/model/references.js';
import type { App, Change } from '../../src/transform.js';

const SIGNALS =
  /^flask\.(signals\.)?(template_rendered|before_render_template|request_started|request_finished|request_tearing_down|got_request_exception|appcontext_(tearing_down|pushed|popped)|message_flashed|Namespace)\b/;

/** `_request_ctx_stack` and its kin, and what came after them: Flask's own. */
const STACKS = /^flask\.(globals\.|ctx\.)?(_(request_ctx|app_ctx|cv)_|(Request|App)Context\b)/;

/** Werkzeug's objects of the context at hand work wherever that is. */
const LOCALS = 'werkzeug.local';

/** Parts of Flask that an application may put something of its own in the place of. */
const PARTS = /^(session_interface|request_class|response_class|url_rule_class|url_map_class|aborter_class)$/;

/** Names of Flask's insides: most have no counterpart in a pure application. */
export function* insidesOfFlask(app: App): Iterable<Change<'signal' | 'stack' | 'replaced' | 'local'>> {
  for (const reference of references(app)) {
    const { path, file, node } = reference;
    const data = { name: path.replace('flask.', '') };
    const accounts = [node];
    if (SIGNALS.test(path)) yield { message: 'signal', file, at: node, data, accounts };
    else if (STACKS.test(path)) yield { message: 'stack', file, at: node, data, accounts };
    else if (isBelow(reference, LOCALS)) yield { message: 'local', file, at: node, data, accounts };
  }
  for (const { kind, what, file, event } of app.wiring) {
    if (kind !== 'setting' || !event || !PARTS.test(what)) continue;
    yield { message: 'replaced', file, at: event.site.node, data: { setting: what } };
  }
}
