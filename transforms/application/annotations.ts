import { references } from '../../src/model/references.js';
import type { Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, libraryName, supportName } from '../../src/transform.js';

/** What stands for a class of Flask in an annotation when there is no Flask. */
const CLASSES: Readonly<Record<string, string>> = { 'flask.Flask': 'FastAPI', 'flask.Blueprint': 'APIRouter' };

/** What functions are handed as the request is one of Werkzeug's still; `Request` of FastAPI is another thing. */
const REQUEST = 'flask.Request';

/** `def create_app() -> Flask:` → `-> FastAPI:`. */
export function* annotationChanges(app: App): Iterable<Change<'moved'>> {
  for (const { path, node, file } of references(app)) {
    const name = CLASSES[path];
    if ((!name && path !== REQUEST) || !isAnnotation(file, node)) continue;
    const place = { app, file, mode: 'pure' as const };
    const known = name ? libraryName(place, 'fastapi', name) : supportName(place, 'current_request', 'CurrentRequest');
    yield {
      message: 'moved',
      file,
      at: node,
      data: { app: `${app.entry.module}:${app.entry.attribute}` },
      edits: [{ start: node.start, end: node.end, text: known.text }],
      needs: known.needs,
    };
  }
}

function isAnnotation(file: SourceFile, node: Node): boolean {
  let child = node;
  for (let parent = file.parentOf(node); parent; parent = file.parentOf(parent)) {
    if (parent.kind === 'param' || parent.kind === 'assign') return parent.annotation === child;
    if (parent.kind === 'function') return parent.returns === child;
    child = parent;
  }
  return false;
}
