import { references, viewReferences } from '../../src/model/references.js';
import { type Change, defineTransform, type Reference } from '../../src/transform.js';

/** What of Werkzeug neither reads the request of Flask nor makes a response. */
const PLAIN = [
  /^werkzeug\.security\./,
  /^werkzeug\.datastructures\./,
  /^werkzeug\.http\./,
  /^werkzeug\.urls\./,
  /^werkzeug\.utils\.(secure_filename|cached_property|import_string|safe_join)/,
  /^werkzeug\.security\.safe_join/,
  /^werkzeug\.routing\./,
  /^werkzeug\.wsgi\.(ClosingIterator|FileWrapper|LimitedStream|wrap_file)$/,
];

export const werkzeug = defineTransform({
  name: 'werkzeug',
  summary: 'Leaves alone what Werkzeug offers that works without Flask: password hashes, file names, headers.',
  messages: {
    stays: {
      trust: 'same',
      what: '`{name}` of Werkzeug stays',
      why: 'It works on what it is given and knows nothing of a request.',
      todo: 'Keep Werkzeug among the dependencies.',
    },
  },
  fastapi: {
    *migrate(route, app) {
      yield* stays(viewReferences(app, route));
    },
    *wire(app) {
      yield* stays(references(app));
    },
  },
});

function* stays(found: readonly Reference[]): Iterable<Change<'stays'>> {
  for (const { path, node, file } of found) {
    if (!PLAIN.some((pattern) => pattern.test(path))) continue;
    yield { message: 'stays', file, at: node, data: { name: path }, accounts: [node] };
  }
}
