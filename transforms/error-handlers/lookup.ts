import { canonical } from '../../src/model/flask-names.js';
import type { Argument } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, calledBy, type Difference, type Reference, supportName } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

const LOOKUP = 'flask._find_error_handler';

/** Whether an answer comes to it nobody can tell: no answer that differs is taken for this. */
const FAILED: Difference = {
  where: { status: [] },
  aspects: ['status', 'body'],
  when: 'a function of the application asks by `_find_error_handler(error)` who answers an error',
  flask: 'a TypeError since Flask 2.3, which asks for the blueprints as well',
  after: 'the handler, as before Flask 2.3',
};

/**
 * `current_app._find_error_handler(e)` → `find_error_handler(e)`: a function of the application asks who would answer an error.
 * Only handlers in the general form can be called with nothing but the error.
 */
export function* lookups(app: App, found: readonly Reference[]): Iterable<Said> {
  for (const { path, file, node } of found) {
    if (path !== LOOKUP) continue;
    const call = calledBy(file, node);
    const [error, blueprints, more] = call?.args ?? [];
    const at = { file, at: node, data: { name: file.slice(node) } };
    const isPlain = error && !error.star && !error.name && !more;
    if (!call || !isPlain || !isOfRequest(app, file, blueprints)) {
      yield { ...at, message: 'lookup-form' };
      continue;
    }
    if (!app.general?.errors) {
      yield { ...at, message: 'lookup' };
      continue;
    }
    const known = supportName({ app, file, mode: 'pure' }, 'error_handlers', 'find_error_handler');
    const edits = [{ start: node.start, end: node.end, text: known.text }];
    const said: Said = { ...at, message: 'found', edits, needs: known.needs };
    // Flask 2.3 takes no call without the blueprints any more
    yield blueprints ? said : { ...said, message: 'found-anyway', difference: FAILED };
  }
}

/** `request.blueprints`, or none at all. */
function isOfRequest(app: App, file: SourceFile, blueprints: Argument | undefined): boolean {
  if (!blueprints) return true;
  const { name, star, value } = blueprints;
  if (star || (name && name !== 'blueprints')) return false;
  if (value.kind === 'list') return value.elements.length === 0;
  return canonical(app.project.externalPath(value, file) ?? '') === 'flask.request.blueprints';
}
