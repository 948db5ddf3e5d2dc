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
  readonly order: number;
}

/**
 * The edits to one text, and the only place that knows magic-string, which lets a later edit win silently over an earlier
 * one that it contains or equals. Here a change is taken whole or refused whole, and a refusal names whom it met.
 */
export class EditBook {
  readonly #booked: Booked[] = [];
  // by place: what is replaced never overlaps, so an edit can meet its neighbours only
  readonly #replacements: Booked[] = [];
  readonly #insertions: Booked[] = [];

  constructor(readonly text: string) {}

  get isEmpty(): boolean {
    return this.#booked.length === 0;
  }

  /** Books all of `edits`, or none. An edit that is there already, to the letter, is the same edit. */
  book(owner: string, edits: readonly Edit[]): Refusal | undefined {
    const before = this.#booked.length;
    for (const edit of edits) {
      if (edit.start < 0 || edit.end < edit.start || edit.end > this.text.length) {
        throw new RangeError(`${owner}: an edit at ${edit.start}-${edit.end} of ${this.text.length} characters`);
      }
      const mine = { ...edit, owner, order: this.#booked.length };
      const near = this.#near(edit.start, edit.end);
      if (near.some((other) => isSame(other, mine))) continue;
      const met = near.filter((other) => collide(other, mine)).sort((one, other) => one.order - other.order)[0];
      if (met) {
        this.#forget(before);
        return { owner, met: met.owner, start: edit.start };
      }
      this.#booked.push(mine);
      const places = this.#placesOf(mine);
      places.splice(firstFrom(places, mine.start), 0, mine);
    }
    return undefined;
  }

  /** Would `book` take them? */
  refuses(owner: string, edits: readonly Edit[]): Refusal | undefined {
    const before = this.#booked.length;
    const refusal = this.book(owner, edits);
    this.#forget(before);
    return refusal;
  }

  /** Takes back what was booked after the first `count`. */
  #forget(count: number): void {
    for (const edit of this.#booked.splice(count)) {
      const places = this.#placesOf(edit);
      places.splice(places.indexOf(edit, firstFrom(places, edit.start)), 1);
    }
  }

  #placesOf({ start, end }: Edit): Booked[] {
    return start === end ? this.#insertions : this.#replacements;
  }

  /** What begins inside the span or at its edges, and what reaches into it. */
  #near(start: number, end: number): Booked[] {
    const found: Booked[] = [];
    for (const places of [this.#replacements, this.#insertions]) {
      const first = firstFrom(places, start);
      const reaching = places === this.#replacements ? places[first - 1] : undefined;
      if (reaching) found.push(reaching);
      for (let i = first; i < places.length && (places[i] as Booked).start <= end; i++) found.push(places[i] as Booked);
    }
    return found;
  }

  render(): string {
    const result = new MagicString(this.text);
    for (const { start, end, text } of this.#booked) {
      if (start === end) continue;
      if (text === '') result.remove(start, end);
      else result.update(start, end, text);
    }
    const insertions = [...this.#insertions].sort(
      (a, b) => a.start - b.start || (a.rank ?? 0) - (b.rank ?? 0) || a.order - b.order,
    );
    // after the replacements: removing a chunk takes along what was inserted beside it
    for (const { start, text } of insertions) result.appendLeft(start, text);
    return result.toString();
  }

  /** Is any part of the span replaced? */
  touches(start: number, end: number): boolean {
    return this.#near(start, end).some((edit) => edit.start < end && start < edit.end);
  }

  /** Is all of the span replaced by edits that do not bring it back? */
  covers(start: number, end: number): boolean {
    return this.#near(start, end).some((edit) => edit.start <= start && end <= edit.end && edit.start < edit.end);
  }

  /** What was put in, and where. */
  get replacements(): readonly Edit[] {
    return this.#booked;
  }
}

function isSame(a: Edit, b: Edit): boolean {
  const isPlaced = a.start < a.end || (a.rank ?? 0) === (b.rank ?? 0);
  return a.start === b.start && a.end === b.end && a.text === b.text && isPlaced;
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

/** The first of them that begins at `start` or behind it. */
function firstFrom(places: readonly Booked[], start: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as Booked).start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
