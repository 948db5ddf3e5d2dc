import { canonical } from '../../src/model/flask-names.js';
import type { ClassDef, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import type { App, Change } from '../../src/transform.js';

/**
 * `def get_response(self, environ=None)` of an exception of Werkzeug's: who calls it goes on with a response of Werkzeug's, so
 * that is what functions that are no views have to make.
 */
export function* ownResponses(app: App): Iterable<Change<'passed'>> {
  if (app.general?.responses) return;
  for (const file of app.files) {
    if (!file.text.includes('get_response')) continue;
    for (const node of walk(file.module)) {
      if (node.kind !== 'class' || !isException(app, file, node, 0)) continue;
      const method = node.body.find(isMaker);
      if (method) yield { message: 'passed', file, at: method, data: { name: 'get_response' } };
    }
  }
}

function isMaker(stmt: Node): boolean {
  return stmt.kind === 'function' && stmt.name === 'get_response';
}

const DEPTH = 10;

function isException(app: App, file: SourceFile, { bases }: ClassDef, depth: number): boolean {
  return bases.some(({ value }) => {
    const ref = app.project.resolve(value, file);
    if (ref?.kind === 'external') return canonical(ref.path).startsWith('werkzeug.exceptions.');
    return ref?.kind === 'class' && depth < DEPTH && isException(app, ref.file, ref.node, depth + 1);
  });
}
