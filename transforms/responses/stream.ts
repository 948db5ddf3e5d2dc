import type { Call, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { FileEdit } from '../../src/transform.js';

/** `stream_with_context(rows())` → `rows()`: the parameters of a view are there as long as its generator runs. */
export function streamChange(file: SourceFile, node: Node, call: Call | undefined): FileEdit[] | undefined {
  const parent = file.parentOf(node);
  if (parent?.kind === 'decorator') {
    return [{ start: file.lineStart(parent.start), end: file.lineEnd(parent.end), text: '' }];
  }
  const [only, more] = call?.args ?? [];
  if (!call || !only || more || only.name || only.star) return undefined;
  return [
    { start: call.start, end: only.start, text: '' },
    { start: only.end, end: call.end, text: '' },
  ];
}
