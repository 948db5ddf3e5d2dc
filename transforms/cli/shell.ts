import { mentionsOf } from '../../src/model/mentions.js';
import { objectUses } from '../../src/model/objects.js';
import { isInside, references } from '../../src/model/references.js';
import type { HookEvent } from '../../src/model/registration/events.js';
import type { FunctionDef, Node, Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { blockOf, statementOf } from '../../src/python/surroundings.js';
import { type App, type Change, type FileEdit, statementsLeft } from '../../src/transform.js';

/**
 * `@app.shell_context_processor`: what `flask shell` had as names. A function that somebody else calls stays, for a shell of the
 * project's own.
 */
export function* shellChanges(app: App): Iterable<Change<'shell' | 'unread'>> {
  const leaving = new Set<Stmt>();
  for (const item of app.wiring) {
    const { event, file, what } = item;
    if (item.kind !== 'cli' || event?.kind !== 'hook' || event.hook !== 'shell_context_processor') continue;
    const { node } = event.site;
    const edits = removed(app, event, leaving);
    if (!edits) yield { message: 'unread', file, at: node, data: { name: what } };
    else {
      const use = file.slice(node.kind === 'call' ? node.func : node);
      yield { message: 'shell', file, at: node, data: { use }, edits, ports: [item] };
    }
  }
}

function removed(app: App, event: HookEvent, leaving: Set<Stmt>): readonly FileEdit[] | undefined {
  const { file, node } = event.site;
  const value = event.function;
  const def = value?.kind === 'function' && value.def.kind === 'function' ? value.def : undefined;
  const home = value?.kind === 'function' ? value.file : file;
  if (node.kind === 'decorator') {
    if (def && isOnlyHere(app, home, def, 0)) return [statementsLeft(home, [def], leaving)];
    return [{ start: file.lineStart(node.start), end: file.lineEnd(node.end), text: '' }];
  }
  const stmt = statementOf(file, node);
  if (stmt?.kind !== 'expr' || stmt.values[0] !== node) return undefined;
  if (!def || !isOnlyHere(app, home, def, 1)) return [statementsLeft(file, [stmt], leaving)];
  const { block, index } = blockOf(file, stmt);
  if (block[index - 1] === def) return [statementsLeft(file, [def, stmt], leaving)];
  return [statementsLeft(home, [def], leaving), statementsLeft(file, [stmt], leaving)];
}

/** Nobody else comes to the function, and nothing in it would be written in another way. */
function isOnlyHere(app: App, file: SourceFile, def: FunctionDef, mentions: number): boolean {
  if ([...mentionsOf(app.project, file, def)].length > mentions || def.decorators.length > 1 - mentions) return false;
  const isOurs = (one: { readonly file: SourceFile; readonly node: Node }) =>
    one.file === file && def.body.some((stmt) => isInside(file, one.node, stmt));
  return !references(app).some(isOurs) && !objectUses(app).some((use) => use.member && isOurs(use));
}
