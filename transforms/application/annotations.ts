import { references } from '../../src/model/references.js';
import type { Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, libraryName } from '../../src/transform.js';

/** What a class of Flask is called in an annotation when there is no Flask. */
const CLASSES: Readonly<Record<string, string>> = { 'flask.Flask': 'FastAPI', 'flask.Blueprint': 'APIRouter' };

/** `def create_app() -> Flask:` → `-> FastAPI:`. */
export function* annotationChanges(app: App): Iterable<Change<'moved'>> {
  for (const { path, node, file } of references(app)) {
    const name = CLASSES[path];
    if (!name || !isAnnotation(file, node)) continue;
    const known = libraryName({ app, file, mode: 'pure' }, 'fastapi', name);
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
