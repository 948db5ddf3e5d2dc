import type { Span } from '../../src/python/ast.js';
import type { TextFile } from '../../src/python/text-file.js';
import type { FileEdit } from '../../src/transform.js';
import type { Library } from './libraries.js';
import { type Declared, type Habit, habitOf, isOfFlask, normalized } from './requirement.js';

/** A list of requirements in a file, and how it is edited as a person would. */
export interface DependencyList {
  readonly file: TextFile;
  /** Of the application, or of what is around it: tests, documentation, extras. */
  readonly role: 'runtime' | 'other';
  readonly entries: readonly Declared[];
  change(added: readonly Library[], removed: ReadonlySet<Declared>): readonly FileEdit[];
}

/** How a requirement is written. */
export type Rendering = (library: Library, habit: Habit) => string;

/** PEP 508. */
export const asRequirement: Rendering = ({ name, version }, habit) =>
  habit === 'pinned' ? `${name}==${version}` : habit === 'bare' ? name : `${name}>=${version}`;

/** `fastapi = "^0.165.0"`, as Poetry has it. */
export const asPoetry: Rendering = ({ name, version }, habit) => {
  const prefix = { pinned: '', caret: '^', bounded: '>=', bare: '' }[habit];
  return `${name} = "${habit === 'bare' ? '*' : prefix + version}"`;
};

/** `fastapi = "==0.165.0"`, as Pipenv has it. */
export const asPipfile: Rendering = ({ name, version }, habit) => {
  const prefix = { pinned: '==', caret: '>=', bounded: '>=', bare: '' }[habit];
  return `${name} = "${habit === 'bare' ? '*' : prefix + version}"`;
};

/** Each entry has lines of its own. */
export class LineList implements DependencyList {
  constructor(
    readonly file: TextFile,
    readonly role: DependencyList['role'],
    readonly entries: readonly Declared[],
    readonly render: Rendering,
    /** Around the requirement: the quotes and the comma of a list in brackets. */
    readonly frame: (text: string) => string = (text) => text,
    /** The last one, where it needs a comma when something comes below it. */
    readonly open?: Span,
    /** The same, where the bracket is closed behind it. */
    readonly closed?: Span,
  ) {}

  change(added: readonly Library[], removed: ReadonlySet<Declared>): readonly FileEdit[] {
    const { file } = this;
    const habit = habitOf(this.entries);
    const edits: FileEdit[] = [...removed].map(({ at }) => ({
      start: file.lineStart(at.start),
      end: file.lineEnd(at.end),
      text: '',
    }));
    const places = new Map<number, string[]>();
    for (const library of added) {
      const { beside, before } = this.#placeOf(library);
      const isAbove = before || removed.has(beside);
      const at = isAbove ? file.lineStart(beside.at.start) : file.lineEnd(beside.at.end);
      const line = file.indentAt(beside.at.start) + this.frame(this.render(library, habit));
      places.set(at, [...(places.get(at) ?? []), line]);
    }
    for (const [at, lines] of places) {
      if (this.closed && at === file.lineEnd(this.closed.end)) {
        const text = lines.map((line) => `,${file.eol}${line.replace(/,$/, '')}`).join('');
        edits.push({ start: this.closed.end, end: this.closed.end, text });
        continue;
      }
      const isOpen = at > 0 && !/[\r\n]/.test(file.text[at - 1] as string);
      const text = lines.map((line) => (isOpen ? file.eol + line : line + file.eol)).join('');
      edits.push({ start: at, end: at, text });
      // what stands in the place of the last one is not below it
      if (this.open && at === file.lineEnd(this.open.end))
        edits.push({ start: this.open.end, end: this.open.end, text: ',' });
    }
    return edits;
  }

  /** In its place in the alphabet where the others are in theirs; else below Flask. */
  #placeOf({ name }: Library): { readonly beside: Declared; readonly before: boolean } {
    const block = this.#block();
    const flask = block.find((entry) => isOfFlask(entry.name)) ?? (block[0] as Declared);
    const isSorted = block.length > 2 && block.every((entry, i) => i === 0 || (block[i - 1]?.name ?? '') <= entry.name);
    if (!isSorted) return { beside: flask, before: false };
    const next = block.find((entry) => entry.name > normalized(name));
    return next ? { beside: next, before: true } : { beside: block.at(-1) as Declared, before: false };
  }

  /** The entries around Flask that nothing but line breaks parts from it. */
  #block(): readonly Declared[] {
    const { entries, file } = this;
    const at = Math.max(
      0,
      entries.findIndex((entry) => isOfFlask(entry.name)),
    );
    const isApart = (above: Declared, below: Declared) => file.lineEnd(above.at.end) !== file.lineStart(below.at.start);
    let first = at;
    while (first > 0 && !isApart(entries[first - 1] as Declared, entries[first] as Declared)) first--;
    let last = at;
    while (last + 1 < entries.length && !isApart(entries[last] as Declared, entries[last + 1] as Declared)) last++;
    return entries.slice(first, last + 1);
  }
}

/** A list in brackets on one line: `["Flask", "click"]`. */
class InlineList implements DependencyList {
  constructor(
    readonly file: TextFile,
    readonly role: DependencyList['role'],
    readonly entries: readonly Declared[],
    /** With their quotes. */
    readonly items: readonly Span[],
    readonly quote: string,
  ) {}

  change(added: readonly Library[], removed: ReadonlySet<Declared>): readonly FileEdit[] {
    const habit = habitOf(this.entries);
    const fresh = added.map((library) => this.quote + asRequirement(library, habit) + this.quote);
    const goes = new Set([...removed].map(({ at }) => at.start));
    const flask = this.items.findIndex((item) =>
      this.entries.some(({ name, at }) => isOfFlask(name) && item.start <= at.start && at.end <= item.end),
    );
    const texts = this.items.flatMap((item, index) => {
      const stays = ![...goes].some((start) => item.start <= start && start < item.end);
      return [...(stays ? [this.file.slice(item)] : []), ...(index === Math.max(0, flask) ? fresh : [])];
    });
    const start = this.items[0]?.start ?? 0;
    return [{ start, end: this.items.at(-1)?.end ?? start, text: texts.join(', ') }];
  }
}

/**
 * A list in brackets, in TOML or Python, with an entry a line or all on one.
 *
 * @param items The strings, with their quotes.
 * @returns undefined when it is laid out in another way, or holds what is not understood.
 */
export function bracketed(
  file: TextFile,
  role: DependencyList['role'],
  items: readonly Span[],
  entryOf: (item: Span) => Declared | undefined,
): DependencyList | undefined {
  const all = items.map(entryOf);
  const entries = all.filter((one) => one !== undefined);
  if (items.length === 0) return undefined;
  const quote = file.text[items[0]?.start ?? 0] === "'" ? "'" : '"';
  const between = (i: number) => file.text.slice(items[i - 1]?.end, items[i]?.start);
  if (items.every((_, i) => i === 0 || /^\s*,[ \t]*$/.test(between(i)))) {
    return new InlineList(file, role, entries, items, quote);
  }
  const isAlone = ({ start, end }: Span, index: number) => {
    const above = file.text.slice(file.lineStart(start), start);
    const behind = file.text.slice(end, file.lineEnd(end));
    const isLast = index === items.length - 1;
    return /^[ \t]*$/.test(above) && (isLast ? LAST : INNER).test(behind);
  };
  if (!items.every(isAlone)) return undefined;
  const last = items.at(-1) as Span;
  const behind = file.text.slice(last.end, file.lineEnd(last.end));
  const frame = (text: string) => `${quote}${text}${quote},`;
  if (/^[ \t]*,?[ \t]*[\])]/.test(behind)) {
    // the bracket would go with it
    if (isOfFlask(all.at(-1)?.name ?? '')) return undefined;
    return new LineList(file, role, entries, asRequirement, frame, undefined, last);
  }
  return new LineList(file, role, entries, asRequirement, frame, /^[ \t]*,/.test(behind) ? undefined : last);
}

const INNER = /^[ \t]*,[ \t]*(#.*)?[\r\n]*$/;
const LAST = /^[ \t]*,?[ \t]*(#.*|[\])].*)?[\r\n]*$/;
