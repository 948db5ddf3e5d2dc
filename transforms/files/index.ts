import { references, viewReferences } from '../../src/model/references.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  argumentAppended,
  argumentPrepended,
  type Change,
  calledBy,
  defineTransform,
  isInView,
  type Place,
  type Reference,
  requestParameter,
  speaksWerkzeug,
  supportName,
} from '../../src/transform.js';
import { isAbsolute } from './absolute.js';
import { PARAMETERS, renamed, sourceOf } from './arguments.js';
import { messages } from './messages.js';
import { rootFolder } from './root.js';
import { staticFiles, staticFilesOfView } from './static.js';

export const files = defineTransform({
  name: 'files',
  summary: 'Sends files as Flask did: conditionally, in ranges, as attachments.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'pure') yield* staticFilesOfView(app, route);
      for (const reference of viewReferences(app, route)) {
        const name = reference.path.replace(/^flask\./, '');
        if (!PARAMETERS[name]) continue;
        const { file, def } = reference;
        yield sent({ app, file, mode, def }, reference, name);
      }
    },
    *wire(app) {
      yield* staticFiles(app);
      for (const reference of references(app)) {
        const { file, node } = reference;
        const name = reference.path.replace(/^flask\./, '');
        if (!PARAMETERS[name] || isInView(app, file, node)) continue;
        const def = enclosingFunction(file, node);
        if (speaksWerkzeug(app, def)) yield sent({ app, file, mode: 'pure', def }, reference, name);
        else yield { message: 'mentioned', file, at: node, data: { name }, accounts: [node] };
      }
    },
  },
});

/** `send_file(path)` → `send_file(request, path, root=Path(__file__).parent)`; outside of views the request is in its context. */
function sent(place: Place, { node, file }: Reference, name: string): Change<keyof typeof messages> {
  const data = { name };
  const call = calledBy(file, node);
  if (!call) return { message: 'mentioned', file, at: node, data, accounts: [node] };
  const edits = renamed(call, name);
  const source = sourceOf(call, name);
  if (!edits || !source) return { message: 'arguments', file, at: call, data, accounts: [node] };
  const isFixed = isAbsolute(place.app, file, source);
  const root = isFixed ? undefined : rootFolder(place);
  if (!root && !isFixed) return { message: 'root', file, at: call, data, accounts: [node] };
  const general = speaksWerkzeug(place.app, place.def);
  const known = supportName(place, general ? 'answers' : 'files', name);
  const request = general || !place.def ? undefined : requestParameter(place, place.def);
  return {
    message: 'sent',
    file,
    at: call,
    data,
    edits: [
      { start: node.start, end: node.end, text: known.text },
      ...(request ? [argumentPrepended(call, request.text, file)] : []),
      ...edits,
      ...(root ? [argumentAppended(call, `root=${root.text}`, file)] : []),
    ],
    needs: [...known.needs, ...(request?.needs ?? []), ...(root?.needs ?? [])],
  };
}
