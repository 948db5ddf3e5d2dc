import { openFindings } from '../findings.js';
import type { Told } from '../told.js';

const SEVERITY = { error: 'major', warning: 'minor', note: 'info' } as const;

/** Code quality of GitLab: of issues with the same fingerprint it shows one, so no two have the same. */
export function gitlab(told: Told): string {
  const issues = openFindings(told).map(({ id, level, file, line, text, fingerprint }) => ({
    description: text,
    check_name: id,
    fingerprint,
    severity: SEVERITY[level],
    location: { path: told.prefix + file, lines: { begin: line } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
