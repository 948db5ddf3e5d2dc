import type { Message } from '../../transform.js';
import { type Finding, findingsOf, type Level } from '../findings.js';
import type { Told } from '../told.js';

/** GitHub shows that many of a run. */
const RESULTS = 5_000;

/** SARIF 2.1.0. Paths hang on `%SRCROOT%`, which is the top of the repository. */
export function sarif(told: Told): string {
  const all = findingsOf(told);
  const shown = all.slice(0, RESULTS);
  const ids = [...new Set(shown.map(({ id }) => id))].sort();
  const { tool, complete, unread } = told.report;
  const cut = all.length > RESULTS ? [`${all.length - RESULTS} of ${all.length} results are left out`] : [];
  const notes = [...unread.map(({ file, line, why }) => `${file}:${line}: not read: ${why}`), ...cut];
  const run = {
    tool: {
      driver: {
        name: tool.name,
        semanticVersion: tool.version,
        rules: ids.map((id) => rule(id, told.messages.get(id), shown)),
      },
    },
    columnKind: 'unicodeCodePoints',
    invocations: [
      {
        executionSuccessful: complete,
        ...(notes.length > 0 && {
          toolExecutionNotifications: notes.map((text) => ({ level: 'warning', message: { text } })),
        }),
      },
    ],
    results: shown.map((one) => result(one, ids, told.prefix)),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(id: string, message: Message | undefined, found: readonly Finding[]) {
  const level: Level = found.find((one) => one.id === id)?.level ?? 'note';
  if (!message) return { id, defaultConfiguration: { level } };
  const { what, why, todo, trust } = message;
  return {
    id,
    shortDescription: { text: what },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${todo}` },
    defaultConfiguration: { level },
    properties: { trust, tags: ['flask', 'fastapi'] },
  };
}

function result(finding: Finding, ids: readonly string[], prefix: string) {
  const { id, level, file, line, column, text, fingerprint, accepted } = finding;
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level,
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(prefix + file), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
        },
      },
    ],
    ...(accepted !== undefined && { suppressions: [{ kind: 'external', justification: accepted }] }),
    partialFingerprints: { 'decant/v1': fingerprint },
  };
}

/** Each part of a path by itself: a colon in the first one would be taken for a scheme. */
function uri(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
