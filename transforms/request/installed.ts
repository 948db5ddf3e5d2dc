import {
  type App,
  bringsContext,
  type Change,
  installation,
  needsContext,
  templatesTakeBody,
} from '../../src/transform.js';
import { demandOf } from './contextual.js';
import type { messages } from './messages.js';

/** The context where nothing else brings it along, and bodies that are received before anybody asks for them. */
export function* installed(app: App): Iterable<Change<keyof typeof messages>> {
  const demand = demandOf(app);
  const shown = templatesTakeBody(app);
  const [isAsked, takesBody] = [demand.isAsked || (shown && !needsContext(app)), demand.takesBody || shown];
  const { file, node } = app.scaffold.site;
  if (isAsked && !bringsContext(app)) {
    const needs = installation(app, 'middleware', 'install_context');
    yield needs ? { message: 'installed', file, at: node, needs } : { message: 'no-finish', file, at: node };
  }
  if (takesBody) {
    const needs = installation(app, 'current_request', 'receive_bodies');
    yield needs ? { message: 'received', file, at: node, needs } : { message: 'no-finish', file, at: node };
  }
}
