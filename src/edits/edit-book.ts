import MagicString from 'magic-string';

/** Replaces `start` to `end` by `text`; with `start === end` an insertion. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Among insertions at one place the lower comes first; equal ones stay in the order of booking. */
  readonly rank?: number;
}

/** Why a change was not taken. */
export interface Refusal {
  /** Who wanted it. */
  readonly owner: string;
  /** Who has edited there already. */
  readonly met: string;
  readonly start: number;
}

interface Booked extends Edit {
  readonly owner: string;
}

/**
 * The edits to one text, and the only place that knows magic-string, which lets a later edit win silently over an earlier
 * one that it contains or equals. Here a change is taken whole or refused whole, and a refusal names whom it met.
 */
export class EditBook {
  readonly #booked: Booked[] = [];

  constructor(readonly text: string) {}

  get isEmpty(): boolean {
    return this.#booked.length === 0;
  }

  /** Books all of `edits`, or none. An edit that is there already, to the letter, is the same edit. */
  book(owner: string, edits: readonly Edit[]): Refusal | undefined {
    const added: Booked[] = [];
    for (const edit of edits) {
      if (edit.start < 0 || edit.end < edit.start || edit.end > this.text.length) {
        throw new RangeError(`${owner}: an edit at ${edit.start}-${edit.end} of ${this.text.length} characters`);
      }
      const mine = { ...edit, owner };
      if ([...this.#booked, ...added].some((other) => isSame(other, mine))) continue;
      const met = [...this.#booked, ...added].find((other) => collide(other, mine));
      if (met) return { owner, met: met.owner, start: edit.start };
      added.push(mine);
    }
    this.#booked.push(...added);
    return undefined;
  }

  /** Would `book` take them? */
  refuses(owner: string, edits: readonly Edit[]): Refusal | undefined {
    const trial = new EditBook(this.text);
    trial.#booked.push(...this.#booked);
    return trial.book(owner, edits);
  }

  render(): string {
    const result = new MagicString(this.text);
    for (const { start, end, text } of this.#booked) {
      if (start === end) continue;
      if (text === '') result.remove(start, end);
      else result.update(start, end, text);
    }
    const insertions = this.#booked
      .filter(({ start, end }) => start === end)
      .map((edit, order) => ({ ...edit, order }))
      .sort((a, b) => a.start - b.start || (a.rank ?? 0) - (b.rank ?? 0) || a.order - b.order);
    // after the replacements: removing a chunk takes along what was inserted beside it
    for (const { start, text } of insertions) result.appendLeft(start, text);
    return result.toString();
  }

  /** Is any part of the span replaced? */
  touches(start: number, end: number): boolean {
    return this.#booked.some((edit) => edit.start < end && start < edit.end);
  }

  /** Is all of the span replaced by edits that do not bring it back? */
  covers(start: number, end: number): boolean {
    return this.#booked.some((edit) => edit.start <= start && end <= edit.end && edit.start < edit.end);
  }

  /** What was put in, and where. */
  get replacements(): readonly Edit[] {
    return this.#booked;
  }
}

function isSame(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** Ranges that share a character, or an insertion inside what another one replaces. At the edge both can stand. */
function collide(a: Edit, b: Edit): boolean {
  const aInserts = a.start === a.end;
  const bInserts = b.start === b.end;
  if (aInserts && bInserts) return false;
  if (aInserts) return b.start < a.start && a.start < b.end;
  if (bInserts) return a.start < b.start && b.start < a.end;
  return a.start < b.end && b.start < a.end;
}
