import type { BookedChange } from '../edits/rewriter.js';
import type { RouteSite } from '../model/app.js';
import type { Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { statementOf } from '../python/surroundings.js';
import { isWish } from './consent.js';
import { worded } from './messages.js';
import type { Decision } from './plan.js';

const MARKER = /^[ \t]*# decant: kept [^\n]*\r?\n?/;

/**
 * The one line above a route that stays in Flask though its unit moves: `# decant: kept <message-id>: <reason>`. Written once,
 * rewritten when the reason changes, taken out when the route moves.
 */
export function markerChange(site: RouteSite, decision: Decision, units: readonly string[]): BookedChange | undefined {
  const anchor = site.definition ?? statementOf(site.file, site.call);
  if (!anchor) return undefined;
  const { file } = site;
  const present = markerAbove(file, anchor);
  const base = { id: 'marker', units, needs: [] } as const;
  // a comment that asked for it is there to be read
  const isAsked = decision.reasons.some(({ id }) => isWish(id));
  if (decision.outcome !== 'kept' || isAsked) {
    return present ? { ...base, edits: [{ ...present, text: '', file }] } : undefined;
  }
  const [reason] = decision.reasons;
  if (!reason) return undefined;
  const why = reason.text ?? worded(reason.claimed?.message.what ?? '', reason.claimed?.change.data);
  const at = file.lineStart(anchor.start);
  const line = `${file.indentAt(anchor.start)}# decant: kept ${reason.id}: ${why}\n`;
  if (!present) {
    if (file.text.slice(at, anchor.start).trim() !== '') return undefined;
    return { ...base, edits: [{ start: at, end: at, text: line, file }] };
  }
  const same = file.slice(present).trimEnd() === line.trimEnd();
  return same ? undefined : { ...base, edits: [{ ...present, text: line, file }] };
}

function markerAbove(file: SourceFile, anchor: Stmt): { start: number; end: number } | undefined {
  const end = file.lineStart(anchor.start);
  if (end === 0) return undefined;
  const start = file.lineStart(end - 1);
  return MARKER.test(file.text.slice(start, end)) ? { start, end } : undefined;
}
