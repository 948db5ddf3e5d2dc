import type { Report } from './schema.js';

/** The report as text: two runs give the same bytes. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
