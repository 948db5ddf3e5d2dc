import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Edit } from '../src/edits/edit-book.js';
import { type BookedChange, type Rendered, Rewriter } from '../src/edits/rewriter.js';
import { SupportLibrary } from '../src/edits/support.js';
import { Parser } from '../src/python/parser.js';
import { Project } from '../src/python/project.js';
import type { SourceFile } from '../src/python/source-file.js';

const TEXTS = ['alpha = 1\nbeta = 2\n', 'gamma = [3, 4]\n'];
const UNITS = ['auth', 'blog', 'prep'];

let parser: Parser;
let support: SupportLibrary;
let project: Project;
let files: readonly SourceFile[];

beforeAll(async () => {
  parser = await Parser.create();
  support = new SupportLibrary(parser);
  project = new Project(TEXTS.map((_, i) => `file${i}.py`));
  files = TEXTS.map((text, i) => {
    const result = parser.parse(`file${i}.py`, Buffer.from(text));
    if ('unread' in result) throw new Error(result.unread.why);
    project.add(result.file);
    return result.file;
  });
});

interface Draft {
  readonly units: readonly string[];
  readonly edits: readonly { readonly file: number; readonly a: number; readonly b: number; readonly text: string }[];
}

const drafts = fc.array(
  fc.record({
    units: fc.uniqueArray(fc.constantFrom(...UNITS), { minLength: 1, maxLength: 2 }),
    edits: fc.array(
      fc.record({
        file: fc.nat(TEXTS.length - 1),
        a: fc.nat(40),
        b: fc.nat(40),
        text: fc.stringMatching(/^[XYZ]{0,3}$/),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  { maxLength: 6 },
);
const unitSets = fc.subarray(UNITS);

function changes(all: readonly Draft[]): BookedChange[] {
  return all.map(({ units, edits }, i) => ({
    id: `change ${i}`,
    units,
    needs: [],
    edits: edits.map(({ file, a, b, text }) => {
      const { length } = TEXTS[file] as string;
      const start = Math.min(a, b, length);
      return { file: files[file] as SourceFile, start, end: Math.min(Math.max(a, b), length), text, rank: i };
    }),
  }));
}

function render(booked: readonly BookedChange[], units: readonly string[]): Rendered {
  return new Rewriter(project, support, booked).render(new Set(units));
}

function textOf(rendered: Rendered, path: string): string {
  return rendered.files.get(path)?.text ?? (files.find((file) => file.path === path) as SourceFile).text;
}

/** What the edits mean, said plainly: from the end to the start, insertions before what is replaced behind them. */
function spliced(text: string, edits: readonly (Edit & { readonly order: number })[]): string {
  const ordered = [...edits].sort(
    (a, b) => b.start - a.start || Number(b.end > b.start) - Number(a.end > a.start) || b.order - a.order,
  );
  return ordered.reduce((result, { start, end, text: put }) => result.slice(0, start) + put + result.slice(end), text);
}

describe('the text of every file', () => {
  test('holds each change whole, or not at all and then it is refused', () => {
    fc.assert(
      fc.property(drafts, unitSets, (all, units) => {
        const booked = changes(all);
        const rendered = render(booked, units);
        const refused = new Set(rendered.refused.map(({ change }) => change));
        const taken = booked.filter(
          (change) => change.units.every((unit) => units.includes(unit)) && !refused.has(change),
        );
        for (const file of files) {
          const seen = new Set<string>();
          const edits = taken
            .flatMap((change) => change.edits)
            .filter((edit) => edit.file === file)
            .filter(({ start, end, text, rank }) => {
              const key = `${start} ${end} ${text} ${start === end ? rank : ''}`;
              return !seen.has(key) && seen.add(key);
            })
            .map((edit, order) => ({ ...edit, order }));
          expect(textOf(rendered, file.path)).toBe(spliced(file.text, edits));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('is a function of the set of units: their order says nothing, nor do units that change nothing', () => {
    fc.assert(
      fc.property(drafts, unitSets, (all, units) => {
        const booked = changes(all);
        const once = render(booked, units);
        const again = render(booked, [...units].reverse().concat('elsewhere'));
        expect([...again.files].map(([path, { text }]) => [path, text])).toEqual(
          [...once.files].map(([path, { text }]) => [path, text]),
        );
        const own = booked.filter((change) => change.units.every((unit) => units.includes(unit)));
        expect([...render(own, units).files.values()].map(({ text }) => text)).toEqual(
          [...once.files.values()].map(({ text }) => text),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('does not depend on the order of changes, as long as none is refused', () => {
    fc.assert(
      fc.property(drafts, fc.nat(), (all, seed) => {
        const booked = changes(all);
        const straight = render(booked, UNITS);
        fc.pre(straight.refused.length === 0);
        const turned = booked.map((change, i) => ({ change, key: (i * 7_919 + seed) % 104_729 }));
        const shuffled = turned.sort((a, b) => a.key - b.key).map(({ change }) => change);
        const other = render(shuffled, UNITS);
        expect(other.refused).toEqual([]);
        for (const { path } of files) expect(textOf(other, path)).toBe(textOf(straight, path));
      }),
      { numRuns: 1_000 },
    );
  });

  test('stays as it is without units', () => {
    fc.assert(
      fc.property(drafts, (all) => {
        expect(render(changes(all), []).files.size).toBe(0);
      }),
    );
  });
});
