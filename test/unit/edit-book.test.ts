import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Edit, EditBook } from '../../src/edits/edit-book.js';

/** What the edits mean, said plainly: last place first, insertions at one place in their order. */
function spliced(text: string, edits: readonly Edit[]): string {
  const ordered = edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => b.start - a.start || Number(b.end > b.start) - Number(a.end > a.start) || b.order - a.order);
  let result = text;
  for (const { start, end, text: put } of ordered) result = result.slice(0, start) + put + result.slice(end);
  return result;
}

const anyEdit = (length: number) =>
  fc
    .record({ a: fc.nat(length), b: fc.nat(length), text: fc.string({ maxLength: 3 }) })
    .map(({ a, b, text }): Edit => ({ start: Math.min(a, b), end: Math.max(a, b), text }));

describe('the edit book', () => {
  test('renders what it booked as a plain splice does', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.string({ maxLength: 3 }))),
        (text, raw) => {
          const book = new EditBook(text);
          const taken: Edit[] = [];
          for (const [i, [a, b, put]] of raw.entries()) {
            const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
            const edit = { start, end, text: put };
            const twice = taken.some((one) => one.start === start && one.end === end && one.text === put);
            if (!book.book(`owner ${i}`, [edit]) && !twice) taken.push(edit);
          }
          expect(book.render()).toBe(spliced(text, taken));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('takes a change whole or not at all', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), (text) => {
        const book = new EditBook(text);
        const all = fc.sample(fc.array(anyEdit(text.length), { minLength: 2, maxLength: 5 }), 4);
        for (const [i, edits] of all.entries()) {
          const before = book.render();
          const foreseen = book.refuses(`owner ${i}`, edits);
          const refusal = book.book(`owner ${i}`, edits);
          expect(refusal).toEqual(foreseen);
          if (refusal) expect(book.render()).toBe(before);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('names who was there first', () => {
    const book = new EditBook('return jsonify(a=1)');
    expect(book.book('jsonify', [{ start: 7, end: 15, text: '{' }])).toBeUndefined();
    expect(book.book('returns', [{ start: 0, end: 19, text: 'pass' }])).toEqual({
      owner: 'returns',
      met: 'jsonify',
      start: 0,
    });
    expect(book.book('returns', [{ start: 18, end: 19, text: '}' }])).toBeUndefined();
    expect(book.render()).toBe('return {a=1}');
  });

  test('takes the same edit twice as one', () => {
    const book = new EditBook('ab');
    expect(book.book('one', [{ start: 1, end: 1, text: '-' }])).toBeUndefined();
    expect(book.book('two', [{ start: 1, end: 1, text: '-' }])).toBeUndefined();
    expect(book.render()).toBe('a-b');
  });

  test('keeps what is inserted beside something removed', () => {
    const book = new EditBook('abcdef');
    book.book('one', [{ start: 2, end: 2, text: 'X' }]);
    book.book('two', [{ start: 0, end: 2, text: '' }]);
    book.book('three', [{ start: 2, end: 4, text: '' }]);
    expect(book.render()).toBe('Xef');
  });

  test('refuses an edit outside of its text as our own fault', () => {
    expect(() => new EditBook('ab').book('x', [{ start: 1, end: 9, text: '' }])).toThrow(RangeError);
  });
});
