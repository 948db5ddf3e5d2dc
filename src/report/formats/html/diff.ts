import { createHash } from 'node:crypto';
import { worded } from '../../../plan/messages.js';
import { type Hunk, hunksOf, isSupport } from '../../hunks.js';
import type { Report } from '../../schema.js';
import { plural } from '../../tallies.js';
import type { FileChange, Told } from '../../told.js';
import { code, escaped, sentence } from './escaped.js';

const CONTEXT = 3;

type Change = Report['changes'][number];

/**
 * The files that change, side by side, with the reason beside each hunk.
 *
 * @param room How many bytes the page still has. What does not fit is named.
 */
export function diffSection(told: Told, room: number): string {
  const own = told.files.filter((file) => !isSupport(file));
  const support = told.files.filter(isSupport).map(({ path }) => path);
  const parts: string[] = [];
  const left: string[] = [];
  const count = { hunks: 0 };
  let size = 0;
  for (const file of own) {
    const part = fileDiff(file, told, count);
    size += Buffer.byteLength(part);
    if (size > room) left.push(file.path);
    else parts.push(part);
  }
  const more =
    left.length > 0
      ? [
          `<p>${plural(left.length, 'more file')} would make this page too large: <code>decant diff</code> has ${left.map(code).join(', ')}.</p>`,
        ]
      : [];
  const packages =
    support.length > 0
      ? [
          `<details><summary>${plural(support.length, 'new file')} of support, the same for every application</summary><p>${support.map(code).join(', ')}</p></details>`,
        ]
      : [];
  return [...parts, ...more, ...packages].join('\n');
}

function fileDiff(file: FileChange, told: Told, count: { hunks: number }): string {
  const hunks = hunksOf(file, CONTEXT);
  const changes = told.report.changes.filter((change) => change.file === file.path && change.trust !== 'manual');
  const word =
    file.before === undefined ? 'new' : file.after === undefined ? 'goes' : plural(hunks?.length ?? 1, 'hunk');
  const body = hunks
    ? hunks.map((hunk) => hunkDiff(file, hunk, changes, told, ++count.hunks)).join('\n')
    : '<p>Too much of it changes to be shown here: see <code>decant diff</code>.</p>';
  return `<details class="file" open><summary><h3>${code(file.path)} <small>${word}</small></h3></summary>\n${body}\n</details>`;
}

function hunkDiff(file: FileChange, hunk: Hunk, changes: readonly Change[], told: Told, at: number): string {
  const key = createHash('sha256')
    .update(`${file.path}\n${hunk.lines.join('\n')}`)
    .digest('hex')
    .slice(0, 12);
  const last = hunk.oldStart + hunk.oldLines;
  const behind = file.before === undefined ? [] : changes.filter(({ line }) => line >= hunk.oldStart && line < last);
  const reasons = [...new Set(behind.map((change) => reasonItem(change, told)))];
  return [
    `<section class="hunk" id="h-${at}" tabindex="-1" data-key="${key}" aria-label="hunk ${at}"><table class="diff">`,
    `<caption>${escaped(file.path)}, line ${hunk.oldStart}</caption><colgroup><col class=n><col><col class=n><col></colgroup><thead><tr><th>line<th>before<th>line<th>after</thead>`,
    `<tbody>${rowsOf(hunk).join('\n')}</tbody></table>`,
    `<ul>${reasons.length > 0 ? reasons.join('') : `<li>${file.before === undefined ? 'A new file.' : 'Follows from the other hunks.'}</li>`}</ul></section>`,
  ].join('\n');
}

function reasonItem({ id, trust, line, data }: Change, { messages }: Told): string {
  const text = sentence(worded(messages.get(id)?.what ?? id, data));
  const word = trust === 'same' ? '' : ` <span class="tag ${trust}">${trust}</span>`;
  return `<li>${text}${word}<br><small>${line} · <a href="#m-${escaped(id)}">${escaped(id)}</a></small></li>`;
}

/** Lines that go beside those that come in their place. */
function rowsOf({ oldStart, newStart, lines }: Hunk): string[] {
  const rows: string[] = [];
  let [old, now] = [oldStart, newStart];
  const [gone, come]: [string[], string[]] = [[], []];
  const flush = () => {
    for (let i = 0; i < Math.max(gone.length, come.length); i++) {
      const [before, after] = marked(gone[i], come[i]);
      const left = before === undefined ? '<td><td>' : `<td class=d>${old++} −<td class=d>${before}`;
      const right = after === undefined ? '<td><td>' : `<td class=i>${now++} +<td class=i>${after}`;
      rows.push(`<tr>${left}${right}`);
    }
    gone.length = 0;
    come.length = 0;
  };
  for (const line of lines) {
    const text = line.slice(1).replace(/\r$/, '');
    if (line.startsWith('-')) gone.push(text);
    else if (line.startsWith('+')) come.push(text);
    else {
      flush();
      rows.push(`<tr><td>${old++}<td>${escaped(text)}<td>${now++}<td>${escaped(text)}`);
    }
  }
  flush();
  return rows;
}

/** Where two lines are much alike, what is not is marked. */
function marked(before: string | undefined, after: string | undefined): [string | undefined, string | undefined] {
  if (before === undefined || after === undefined) {
    return [before === undefined ? undefined : escaped(before), after === undefined ? undefined : escaped(after)];
  }
  const [a, b] = [[...before], [...after]];
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const alike = a.slice(0, head).join('').trim().length + tail;
  if (alike * 3 < shorter) return [escaped(before), escaped(after)];
  const part = (chars: string[], tag: string) => {
    const middle = chars.slice(head, chars.length - tail).join('');
    const open = middle === '' ? '' : `<${tag}>${escaped(middle)}</${tag}>`;
    return escaped(chars.slice(0, head).join('')) + open + escaped(chars.slice(chars.length - tail).join(''));
  };
  return [part(a, 'del'), part(b, 'ins')];
}
