import type { In } from '../../src/model/shapes.js';
import type { Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { Route } from '../../src/transform.js';
import { keepsHeaders } from './headers.js';
import type { Read } from './reads.js';

/** What takes the place of `request.name`. */
export type Word =
  /** A function of the support module. */
  | { readonly support: string }
  /** An attribute of the request in Werkzeug's words. */
  | { readonly plain: string }
  /** An expression of Starlette's request, behind its name. */
  | { readonly text: string };

/** The same on both sides under another name, or under the same with another meaning. */
const SUPPORT: ReadonlyMap<string, string> = new Map([
  ...[
    'path full_path url base_url root_url host_url host script_root remote_addr access_route mimetype content_length',
    'is_json authorization user_agent accept_mimetypes accept_languages if_none_match',
    'if_modified_since endpoint blueprint cookies headers',
  ].flatMap((names) => names.split(' ').map((name): [string, string] => [name, name])),
  ['url_root', 'root_url'],
  ['root_path', 'script_root'],
]);

const PLAIN = new Set(
  [
    'accept_charsets accept_encodings access_control_request_headers access_control_request_method content_encoding',
    'cache_control content_md5 date if_match if_range if_unmodified_since is_secure max_forwards mimetype_params origin',
    'pragma range',
  ].flatMap((names) => names.split(' ')),
);

/** Quotes are those of the place. */
const TEXT: ReadonlyMap<string, string> = new Map([
  ['method', '.method'],
  ['scheme', '.url.scheme'],
  ['view_args', '.path_params'],
  ['query_string', '.scope["query_string"]'],
  ['content_type', '.headers.get("content-type")'],
  ['referrer', '.headers.get("referer")'],
]);

/** What becomes of a read that takes no parameter of its own; undefined: nothing that is the same. */
export function wordFor(at: In, route: Route, { name, whole }: Read): Word | undefined {
  if (!whole) return undefined;
  if (name === 'headers' && keepsHeaders(at.file, whole)) return { text: '.headers' };
  // values fixed by the rule count among Flask's
  if (name === 'view_args' && route.registration.event.options.has('defaults')) return undefined;
  const text = TEXT.get(name);
  if (text) return { text: text.replaceAll('"', quoteAt(at.file, whole)) };
  const support = SUPPORT.get(name);
  if (support) return { support };
  return PLAIN.has(name) ? { plain: name } : undefined;
}

/** The file's quote, but another one inside a string that has it: an f-string ends at it before Python 3.12. */
function quoteAt(file: SourceFile, node: Node): string {
  for (let parent = file.parentOf(node); parent; parent = file.parentOf(parent)) {
    const piece =
      parent.kind === 'string' && parent.pieces.find((one) => one.start <= node.start && node.end <= one.end);
    if (piece) return piece.quote.startsWith('"') ? "'" : '"';
  }
  return file.quote;
}
