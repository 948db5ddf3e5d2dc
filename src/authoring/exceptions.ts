import { errorHandlers } from '../model/handlers.js';
import { references } from '../model/references.js';
import type { Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { libraryName, type Named, type Place } from './names.js';

const WERKZEUGS = 'werkzeug.exceptions.HTTPException';

/**
 * FastAPI's HTTPException; in a file that answers all of them the class above it, which is what the router raises. Where
 * Werkzeug's class stays under that name it is written with its module.
 */
export function httpException(place: Place): Named {
  const { app, file } = place;
  const mentions = references(app).filter((one) => one.file === file && one.path === WERKZEUGS);
  const stays = mentions.some(({ node }) => staysWerkzeugs(file, node));
  if (app.general?.errors)
    return libraryName(mentions.length > 0 ? { ...place, mode: 'hybrid' } : place, 'fastapi', 'HTTPException');
  const library = answersAll(place) ? 'starlette.exceptions' : 'fastapi';
  return libraryName(stays ? { ...place, mode: 'hybrid' } : place, library, 'HTTPException');
}

/** Is a handler for all HTTP errors registered or defined in the file? */
function answersAll({ app, file }: Place): boolean {
  return errorHandlers(app).some(({ item, definition, event: { subject } }) => {
    const path = subject?.kind === 'external' ? subject.path : undefined;
    const isWide = path === WERKZEUGS || path === 'builtins.Exception';
    return isWide && (item.file === file || definition?.file === file);
  });
}

/** Is it caught, or a base class? */
function staysWerkzeugs(file: SourceFile, node: Node): boolean {
  let parent = file.parentOf(node);
  if (parent?.kind === 'tuple') parent = file.parentOf(parent);
  if (parent?.kind === 'handler') return true;
  return parent?.kind === 'argument' && file.parentOf(parent)?.kind === 'class';
}
