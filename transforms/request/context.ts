import { type App, type Change, outsideReferences, swapped } from '../../src/transform.js';
import type { messages } from './messages.js';
import { isTarget } from './targets.js';

const REQUEST = 'flask.request';

/** What is known of a request before its body has arrived; `context.py` has the words of Werkzeug for it. */
const WORDS = new Set(
  `access_route accept_charsets accept_encodings accept_languages accept_mimetypes args authorization base_url blueprint
  cache_control content_length content_type cookies endpoint full_path headers host host_url if_match if_modified_since
  if_none_match if_unmodified_since is_json is_secure method mimetype path query_string range referrer remote_addr root_path
  root_url scheme script_root url url_root user_agent view_args`.split(/\s+/),
);

/** `request.path` in a helper, hook or decorator: the request is found in its context. */
export function* contextReads(app: App): Iterable<Change<keyof typeof messages>> {
  for (const reference of outsideReferences(app, [REQUEST])) {
    const { path, file, node } = reference;
    const [word] = path.slice(REQUEST.length + 1).split('.');
    if (word && WORDS.has(word) && !isTarget(file, node)) yield swapped(app, reference, REQUEST, 'context', 'context');
    else yield { message: 'passed', file, at: node, data: { name: file.slice(node) }, accounts: [node] };
  }
}
