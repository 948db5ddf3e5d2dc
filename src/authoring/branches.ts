import type { Need } from '../edits/needs.js';
import type { SupportModule } from '../edits/support-modules.js';
import type { App } from '../model/app.js';
import type { ImportFrom, Node } from '../python/ast.js';
import { boundAt } from '../python/lookup.js';
import type { SourceFile } from '../python/source-file.js';
import { supportNeeds, webPackage } from './support.js';

/**
 * The import that gives a name its meaning, where type checkers are told another one, so that the name can stay:
 *
 *     if TYPE_CHECKING:
 *         g = Typed()
 *     else:
 *         from flask import g
 */
export function importBesideTyping({ project }: App, file: SourceFile, node: Node): ImportFrom | undefined {
  if (node.kind !== 'name') return undefined;
  const found = boundAt(project, file, node);
  if (!found?.bindings.some(({ typing }) => typing)) return undefined;
  const [running, more] = found.bindings.filter(({ typing }) => !typing);
  if (running?.node.kind !== 'imported' || more) return undefined;
  const stmt = file.parentOf(running.node);
  return stmt?.kind === 'from' && stmt.names.length === 1 ? stmt : undefined;
}

/** `name` of a support module, imported in the place of `stmt`, under the name that is there. */
export function importedInstead(
  app: App,
  file: SourceFile,
  stmt: ImportFrom,
  module: SupportModule,
  name: string,
): readonly Need[] {
  const path = `${webPackage(app)}/${module}.py`;
  const local = stmt.names[0]?.asName ?? name;
  return [...supportNeeds(app, module, name), { kind: 'import', file, module: { path }, name, local, instead: stmt }];
}
