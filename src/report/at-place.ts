import { worded } from '../plan/messages.js';
import { plural } from './tallies.js';
import type { Told } from './told.js';

/** What the report says of one line of code; nothing, if it says nothing. */
export function atPlace({ report, messages }: Pick<Told, 'report' | 'messages'>, file: string, line: number): string[] {
  const isHere = (one: { readonly file?: string | undefined; readonly line?: number | undefined }) =>
    one.file === file && one.line === line;
  const wiring = report.wiring
    .filter(isHere)
    .map(({ kind, what, fate }) => `  ${kind} ${what}: ${fate === 'not-carried' ? 'not carried over' : fate}`);
  const changes = report.changes.filter(isHere).map(({ id, data }) => {
    const message = messages.get(id);
    return said(id, worded(message?.what ?? id, data), message?.trust === 'manual' ? message.todo : undefined);
  });
  const held = new Map<string, { text: string; rules: number }>();
  for (const { reasons } of report.routes) {
    for (const { id, text } of reasons.filter(isHere)) {
      held.set(`${id} ${text}`, {
        text: said(id, text, messages.get(id)?.todo),
        rules: (held.get(`${id} ${text}`)?.rules ?? 0) + 1,
      });
    }
  }
  const holding = [...held.values()].map(
    ({ text, rules }) => `${text}\n    It keeps ${plural(rules, 'rule')} from moving.`,
  );
  const own = changes.filter((text) => ![...held.values()].some((one) => one.text === text));
  return [...new Set([...wiring, ...own, ...holding])];
}

function said(id: string, text: string, todo: string | undefined): string {
  return `  ${text}  [${id}]${todo ? `\n    ${todo}` : ''}`;
}
