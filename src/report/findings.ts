import { createHash } from 'node:crypto';
import { worded } from '../plan/messages.js';
import { compare } from './order.js';
import type { Report } from './schema.js';
import type { Told } from './told.js';

export type Level = 'error' | 'warning' | 'note';

/** Something at a place of the code that a person should know of, as tools for code review take it. */
export interface Finding {
  readonly id: string;
  readonly level: Level;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number | undefined;
  readonly text: string;
  /** Why somebody has agreed to it. */
  readonly accepted: string | undefined;
  /** What can be done about it. */
  readonly todo: string | undefined;
  /** The same on the next run, whatever moves up or down in the file; no two have the same. */
  readonly fingerprint: string;
}

type Found = Omit<Finding, 'fingerprint' | 'todo'> & { readonly data?: Readonly<Record<string, string>> };

const RANK: Readonly<Record<Level, number>> = { error: 0, warning: 1, note: 2 };

/** What was not read or not done; what a client could notice; why routes stay. The gravest come first. */
export function findingsOf({ report, messages }: Pick<Told, 'report' | 'messages'>): Finding[] {
  const sentence = (id: string, data: Readonly<Record<string, string>>) => worded(messages.get(id)?.what ?? id, data);
  const found: Found[] = [
    ...report.unread.map(({ file, line, why }) => error('files/not-read', file, line, `not read: ${why}`)),
    ...report.refused.map(({ unit, file, line, why }) =>
      error('guard/failed', file, line, `unit ${unit} is rolled back: ${why}`),
    ),
    ...report.changes.flatMap(({ id, trust, file, line, column, data, accepted }): Found[] => {
      if (trust === 'same') return [];
      const level = trust === 'differs' ? 'warning' : 'note';
      return [{ id, level, file, line, column, text: sentence(id, data), data, accepted }];
    }),
    ...report.routes.flatMap(staying),
    ...report.unusedConsent.flatMap(({ what, file, line }): Found[] => {
      if (file === undefined || line === undefined) return [];
      const text = sentence('consent/unused', { what });
      return [{ id: 'consent/unused', level: 'warning', file, line, column: undefined, text, accepted: undefined }];
    }),
  ];
  return numbered(eachOnce(found)).map(({ data, ...one }) => {
    const todo = messages.get(one.id)?.todo;
    return { ...one, todo: todo === undefined ? undefined : worded(todo, data) };
  });
}

/** Those that nobody has agreed to. */
export function openFindings(told: Pick<Told, 'report' | 'messages'>): Finding[] {
  return findingsOf(told).filter(({ accepted }) => accepted === undefined);
}

function error(id: string, file: string, line: number, text: string): Found {
  return { id, level: 'error', file, line, column: undefined, text, accepted: undefined };
}

function staying({ outcome, reasons, file, line }: Report['routes'][number]): Found[] {
  const level = outcome === 'kept' ? 'warning' : 'note';
  return reasons
    .filter(({ id }) => id !== 'units/not-chosen')
    .map((one) => ({
      id: one.id,
      level,
      file: one.file ?? file,
      line: one.line ?? line,
      column: undefined,
      text: one.text,
      accepted: one.accepted,
    }));
}

/** One finding for each message and place, the gravest of them. What was agreed to for a route holds for its place. */
function eachOnce(found: readonly Found[]): Found[] {
  const kept = new Map<string, Found>();
  for (const one of found) {
    const key = JSON.stringify([one.id, one.file, one.line, one.text]);
    const known = kept.get(key);
    if (!known) kept.set(key, one);
    else if (RANK[one.level] < RANK[known.level]) kept.set(key, { ...known, level: one.level });
  }
  const agreed = new Map(
    found.flatMap(({ id, file, line, accepted }) => (accepted ? [[`${id} ${file} ${line}`, accepted] as const] : [])),
  );
  const known = ({ id, file, line }: Found) => agreed.get(`${id} ${file} ${line}`);
  return [...kept.values()]
    .map((one) => ({ ...one, accepted: one.accepted ?? known(one) }))
    .sort(
      (a, b) =>
        RANK[a.level] - RANK[b.level] ||
        compare(a.file, b.file) ||
        a.line - b.line ||
        (a.column ?? 0) - (b.column ?? 0) ||
        compare(a.id, b.id) ||
        compare(a.text, b.text),
    );
}

function numbered(found: readonly Found[]): (Found & Pick<Finding, 'fingerprint'>)[] {
  const seen = new Map<string, number>();
  return found.map((one) => {
    const key = JSON.stringify([one.id, one.file, one.text]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return { ...one, fingerprint: createHash('sha256').update(`${key} ${before}`).digest('hex').slice(0, 32) };
  });
}
