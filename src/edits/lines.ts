import type { Expr, Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { docstringOf } from '../python/surroundings.js';
import type { Edit } from './edit-book.js';
import type { Anchor, LinesNeed } from './needs.js';

/** The owner of lines that are put beside statements: what several changes want at one anchor becomes one insertion. */
export function linesEdits(file: SourceFile, needs: readonly LinesNeed[]): Edit[] {
  const groups = new Map<string, { readonly anchor: Anchor; readonly needs: LinesNeed[] }>();
  for (const need of needs) {
    const key = keyOf(need.anchor);
    const group = groups.get(key);
    if (group) group.needs.push(need);
    else groups.set(key, { anchor: need.anchor, needs: [need] });
  }
  // what ends a file comes below what follows its last statement
  const inOrder = [...groups.values()].sort((a, b) => Number('endOf' in a.anchor) - Number('endOf' in b.anchor));
  return inOrder.map(({ anchor, needs: wanted }) => {
    const written = new Set<string>();
    const lines = [...wanted]
      .sort((a, b) => a.rank - b.rank || (a.lines.join() < b.lines.join() ? -1 : 1))
      .flatMap((need) => {
        const text = need.lines.join('\n');
        if (written.has(text)) return [];
        written.add(text);
        return need.lines;
      });
    return insertion(file, anchor, lines);
  });
}

function keyOf(anchor: Anchor): string {
  if ('after' in anchor) return `after ${anchor.after.start}`;
  if ('above' in anchor) return `above ${anchor.above.start}`;
  if ('before' in anchor) return `before ${anchor.before.start}`;
  return 'startOf' in anchor ? `start ${anchor.startOf.start}` : 'end';
}

/** Can whole lines be put at the anchor? Not beside a statement that shares its line with what comes before it. */
export function takesLines(file: SourceFile, anchor: Anchor): boolean {
  if ('endOf' in anchor) return true;
  if ('startOf' in anchor) {
    const [first] = anchor.startOf.body;
    return first !== undefined && standsAlone(file, first);
  }
  if ('above' in anchor) return standsAlone(file, anchor.above);
  return standsAlone(file, 'after' in anchor ? anchor.after : anchor.before);
}

function standsAlone(file: SourceFile, stmt: Stmt): boolean {
  return file.text.slice(file.lineStart(stmt.start), stmt.start).trim() === '';
}

function insertion(file: SourceFile, anchor: Anchor, lines: readonly string[]): Edit {
  const { eol } = file;
  const rendered = (indent: string) => lines.map((line) => (line ? indent + line : '') + eol).join('');
  if ('after' in anchor) return below(file, anchor.after, rendered(file.indentAt(anchor.after.start)), '');
  if ('above' in anchor) {
    const at = commentsAbove(file, file.lineStart(anchor.above.start));
    return { start: at, end: at, text: rendered(file.indentAt(anchor.above.start)) };
  }
  if ('before' in anchor) {
    const at = file.lineStart(anchor.before.start);
    return { start: at, end: at, text: rendered(file.indentAt(anchor.before.start)) };
  }
  if ('startOf' in anchor) {
    const { body } = anchor.startOf;
    const doc = docstringOf(body);
    const [first] = body as [Stmt];
    if (doc && body.length === 1) return below(file, doc, rendered(file.indentAt(doc.start)), '');
    const target = doc ? (body[1] as Stmt) : first;
    const at = file.lineStart(target.start);
    return { start: at, end: at, text: rendered(file.indentAt(target.start)) };
  }
  return atEnd(file, rendered(''));
}

function below(file: SourceFile, stmt: Stmt, text: string, gap: string): Edit {
  const at = file.lineEnd(stmt.end);
  const ended = /[\r\n]$/.test(file.text.slice(0, at));
  return { start: at, end: at, text: (ended ? '' : file.eol) + gap + text };
}

/** After what is put below the last statement. */
const LAST = 50;

/** Below the last statement; `if __name__ == "__main__":` stays last. */
function atEnd(file: SourceFile, text: string): Edit {
  const { body } = file.module;
  const { eol } = file;
  const main = body.findLastIndex((stmt) => stmt.kind === 'if' && stmt.branches.some(({ test }) => isMainTest(test)));
  const rest = body.slice(main + 1);
  if (main > 0 && rest.length === 0) {
    const guard = body[main] as Stmt;
    const at = commentsAbove(file, file.lineStart(guard.start));
    return { start: at, end: at, text: text + eol + eol, rank: LAST };
  }
  const last = body.at(-1);
  const apart = last?.kind === 'function' || last?.kind === 'class' ? eol + eol : eol;
  const at = file.text.length;
  const ended = at === 0 || /[\r\n]$/.test(file.text);
  return { start: at, end: at, text: (ended ? '' : eol) + (at === 0 ? '' : apart) + text, rank: LAST };
}

function commentsAbove(file: SourceFile, lineStart: number): number {
  let at = lineStart;
  while (at > 0) {
    const previous = file.lineStart(at - 1);
    if (!/^[ \t]*#/.test(file.text.slice(previous, at))) break;
    at = previous;
  }
  return at;
}

function isMainTest(test: Expr): boolean {
  return test.kind === 'compare' && test.operands.some((one) => one.kind === 'name' && one.id === '__name__');
}
