import type { Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { Change } from '../../src/transform.js';
import type { MessageName } from './messages.js';

/** What all parts of this transform yield. */
export type QuartChange = Change<MessageName>;

/** Something that keeps the application as it is, or is only said. */
export function said(message: MessageName, file: SourceFile, at: Node, name: string, more = {}): QuartChange {
  return { message, file, at, data: { name, ...more } };
}
