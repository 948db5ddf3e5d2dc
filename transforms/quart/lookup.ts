import type { SourceFile } from '../../src/python/source-file.js';
import { calledBy, type Difference, type Reference } from '../../src/transform.js';
import { type QuartChange, said } from './change.js';

/** Whether an answer comes to it nobody can tell: no answer that differs is taken for this. */
const FAILS: Difference = {
  where: { status: [] },
  aspects: ['status', 'body'],
  when: 'a function of the application asks by `_find_error_handler(error)` who answers an error',
  flask: 'the handler, before Flask 2.3; since then a TypeError',
  after: 'a TypeError, as since Flask 2.3, which asks for the blueprints as well',
};

/** `current_app._find_error_handler(e, request.blueprints)`: Quart has it from the Flask that it brings. */
export function lookup(file: SourceFile, node: Reference['node']): QuartChange {
  const call = calledBy(file, node);
  const name = file.slice(node);
  if (!call || call.args.length === 0 || call.args.some(({ star }) => star)) return said('value', file, node, name);
  if (call.args.length > 1) return said('lookup', file, node, name);
  return { ...said('lookup-fails', file, node, name), difference: FAILS };
}
