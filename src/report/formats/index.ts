import { jsonReport } from '../json.js';
import type { Told } from '../told.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { html } from './html/index.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { rdjson } from './rdjson.js';
import { sarif } from './sarif.js';

/** What `-f` can ask for, beside the text of each command. A new format is a line here. */
export const FORMATS: ReadonlyMap<string, (told: Told) => string> = new Map([
  ['json', ({ report }: Told) => jsonReport(report)],
  ['md', markdown],
  ['html', html],
  ['sarif', sarif],
  ['github', github],
  ['gitlab', gitlab],
  ['rdjson', rdjson],
  ['junit', junit],
]);
