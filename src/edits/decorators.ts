import type { Call } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { Edit } from './edit-book.js';
import type { Need, OptionNeed, StackNeed } from './needs.js';

/** The order in which options stand, whoever asked for them. */
const ORDER = [
  'name',
  'status_code',
  'response_class',
  'response_model',
  'responses',
  'dependencies',
  'include_in_schema',
];

/** The owner of what stands in the parentheses of a route's registration, and of further registrations like it. */
export function decoratorEdits(file: SourceFile, needs: readonly Need[]): Edit[] {
  const options: OptionNeed[] = [];
  const stacks: StackNeed[] = [];
  for (const need of needs) {
    if (need.kind === 'option' && !options.some((one) => isSameOption(one, need))) options.push(need);
    if (need.kind === 'stack' && !stacks.some((one) => one.at === need.at && one.opening === need.opening)) {
      stacks.push(need);
    }
  }
  const edits: Edit[] = [];
  for (const call of new Set(options.map((need) => need.call))) {
    const stacked = stacks.filter((need) => need.call === call && !need.options).map(({ method }) => method);
    const own = options.filter((need) => {
      // the methods that no further registration has are its own; a twin that is not shown has them again
      const isOwn = need.methods?.some((method) => !stacked.includes(method)) ?? true;
      return need.call === call && !need.def && isOwn;
    });
    const isGone = stacks.some((need) => need.call === call && need.instead);
    if (own.length > 0 && !isGone) edits.push(...optionsEdits(file, call, named(own)));
  }
  const below = new Map<StackNeed['at'], string>();
  for (const need of stacks) {
    const shared = options.filter((one) => one.call === need.call && isFor(one, need));
    const given = new Map([...named(shared), ...Object.entries(need.options ?? {})]);
    const prefix = need.at.kind === 'decorator' ? '@' : '';
    const indent = file.indentAt(need.at.start);
    const listed = inOrder(given);
    const short = `${indent}${[prefix + need.opening, ...listed].join(', ')})`;
    const isLong = prefix && listed.length > 0 && isTooLong(file, short.length);
    const line = (isLong ? indent + broken(file, indent, prefix + need.opening, listed) : short) + file.eol;
    if (need.below) {
      const blank = indent ? file.eol : file.eol + file.eol;
      below.set(need.at, (below.get(need.at) ?? blank) + line);
      continue;
    }
    const at = file.lineStart(need.at.start);
    // below lines that define what it is registered on
    edits.push({ start: at, end: at, text: line, rank: 3 });
  }
  for (const [node, text] of below) edits.push(insertedBelow(file, node, text));
  return edits;
}

function insertedBelow(file: SourceFile, node: StackNeed['at'], text: string): Edit {
  const at = file.lineEnd(node.end);
  const ended = /[\r\n]$/.test(file.text.slice(0, at));
  return { start: at, end: at, text: (ended ? '' : file.eol) + text };
}

function isSameOption(a: OptionNeed, b: OptionNeed): boolean {
  return a.call === b.call && a.def === b.def && a.name === b.name && a.methods?.join() === b.methods?.join();
}

function isFor({ def, methods }: OptionNeed, stack: StackNeed): boolean {
  return (!def || def === stack.def) && (!methods || methods.includes(stack.method));
}

function named(options: readonly OptionNeed[]): Map<string, string> {
  return new Map(options.map(({ name, value }) => [name, value]));
}

function inOrder(options: ReadonlyMap<string, string>): string[] {
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...options]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
}

/** Behind the last argument; where each stands on a line of its own, so do these. */
function optionsEdits(file: SourceFile, call: Call, options: ReadonlyMap<string, string>): Edit[] {
  const [first, last] = [call.args[0], call.args.at(-1)];
  const listed = inOrder(options);
  const inside = call.parens.start + 1;
  if (!first || !last) return [{ start: inside, end: inside, text: listed.join(', ') }];
  const appended = (gap: string, end = '') => {
    const text = listed.map((option) => `,${gap}${option}`).join('') + end;
    return { start: last.end, end: last.end, text, rank: 5 };
  };
  if (/[\r\n]/.test(file.text.slice(inside, first.start))) return [appended(file.eol + file.indentAt(last.start))];
  const line = file.lineStart(call.start);
  const isDecorator = file.text.slice(line, call.start).trim() === '@';
  const isBare = file.text.slice(last.end, call.parens.end - 1).trim() === '';
  const short = appended(' ');
  // of Flask's own arguments the rule stays
  if (!isDecorator || !isBare || !isTooLong(file, first.end - line + short.text.length + 1)) return [short];
  const indent = file.indentAt(call.start);
  const gap = file.eol + indent + file.indentUnit;
  return [{ start: inside, end: inside, text: gap }, appended(gap, `,${file.eol}${indent}`)];
}

/** `@bp.get(`, and each argument on a line of its own. */
function broken(file: SourceFile, indent: string, opening: string, options: readonly string[]): string {
  const inside = opening.indexOf('(') + 1;
  const args = [opening.slice(inside), ...options].map((one) => `${indent}${file.indentUnit}${one},${file.eol}`);
  return `${opening.slice(0, inside)}${file.eol}${args.join('')}${indent})`;
}

/** The line lengths that formatters have by default lie between these. */
const [SHORTEST, LONGEST] = [88, 120];

function isTooLong(file: SourceFile, length: number): boolean {
  if (length <= SHORTEST || length > LONGEST) return length > LONGEST;
  return !file.text.split(/\r?\n/).some((line) => line.length >= length);
}
