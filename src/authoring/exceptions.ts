import { errorHandlers } from '../model/handlers.js';
import { references } from '../model/references.js';
import type { Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { libraryName, type Named, type Place } from './names.js';

const WERKZEUGS = 'werkzeug.exceptions.HTTPException';

/**
 * FastAPI's HTTPException; in a file that registers a handler for it the class above it, which the router raises. Where
 * Werkzeug's class stays under that name it is written with its module.
 */
export function httpException(place: Place): Named {
  const { app, file } = place;
  const mentions = references(app).filter((one) => one.file === file && one.path === WERKZEUGS);
  const stays = mentions.some(({ node }) => staysWerkzeugs(file, node));
  const library = mentions.length > 0 && registers(place) ? 'starlette.exceptions' : 'fastapi';
  return libraryName(stays ? { ...place, mode: 'hybrid' } : place, library, 'HTTPException');
}

function registers({ app, file }: Place): boolean {
  return errorHandlers(app).some(({ item, definition }) => item.file === file || definition?.file === file);
}

/** Is it caught, or a base class? */
function staysWerkzeugs(file: SourceFile, node: Node): boolean {
  let parent = file.parentOf(node);
  if (parent?.kind === 'tuple') parent = file.parentOf(parent);
  if (parent?.kind === 'handler') return true;
  return parent?.kind === 'argument' && file.parentOf(parent)?.kind === 'class';
}
