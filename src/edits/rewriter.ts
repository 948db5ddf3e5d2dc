import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import type { Edit, Refusal } from './edit-book.js';
import { EditBook } from './edit-book.js';
import { importEdits } from './imports.js';
import { linesEdits } from './lines.js';
import type { Need } from './needs.js';
import { signatureEdits } from './signatures.js';
import type { SupportLibrary } from './support.js';
import { unusedImports } from './unused.js';

/** A change as it is written: what it edits and needs, and the units without which it does not stand. */
export interface BookedChange {
  /** Message id, for refusals. */
  readonly id: string;
  /** All of them have to be chosen. */
  readonly units: readonly string[];
  readonly edits: readonly (Edit & { readonly file: SourceFile })[];
  readonly needs: readonly Need[];
}

export interface Rendered {
  /** Path → text; files that stay as they are do not occur. */
  readonly files: ReadonlyMap<string, RenderedFile>;
  readonly refused: readonly { readonly change: BookedChange; readonly refusal: Refusal; readonly file: string }[];
}

export interface RenderedFile {
  /** undefined: a new file. */
  readonly source: SourceFile | undefined;
  readonly text: string;
}

/** Makes the text of every file a function of the set of units chosen. */
export class Rewriter {
  constructor(
    readonly project: Project,
    readonly support: SupportLibrary,
    readonly changes: readonly BookedChange[],
  ) {}

  render(units: ReadonlySet<string>): Rendered {
    const books = new Map<SourceFile, EditBook>();
    const needs: Need[] = [];
    const refused: { change: BookedChange; refusal: Refusal; file: string }[] = [];
    for (const change of this.changes) {
      if (!change.units.every((unit) => units.has(unit))) continue;
      const refusal = this.#book(books, change);
      if (refusal) refused.push({ change, ...refusal });
      else needs.push(...change.needs);
    }
    const files = new Map<string, RenderedFile>();
    const touched = new Set([...books.keys(), ...needs.flatMap((need) => ('file' in need ? [need.file] : []))]);
    for (const file of touched) {
      const text = this.#renderFile(file, books.get(file) ?? new EditBook(file.text), needs);
      if (text !== file.text) files.set(file.path, { source: file, text });
    }
    for (const [path, text] of this.#newFiles(needs)) {
      const source = this.project.file(path);
      if (source?.text !== text) files.set(path, { source, text });
    }
    return { files, refused };
  }

  /** All of a change's edits, in all files, or none. */
  #book(books: Map<SourceFile, EditBook>, change: BookedChange): { refusal: Refusal; file: string } | undefined {
    const byFile = new Map<SourceFile, Edit[]>();
    for (const { file, ...edit } of change.edits) {
      const inFile = { ...edit, text: withEol(edit.text, file) };
      byFile.set(file, [...(byFile.get(file) ?? []), inFile]);
    }
    for (const [file, edits] of byFile) {
      const book = books.get(file) ?? new EditBook(file.text);
      books.set(file, book);
      const refusal = book.refuses(change.id, edits);
      if (refusal) return { refusal, file: file.path };
    }
    for (const [file, edits] of byFile) books.get(file)?.book(change.id, edits);
    return undefined;
  }

  #renderFile(file: SourceFile, book: EditBook, needs: readonly Need[]): string {
    const mine = needs.filter((need) => 'file' in need && need.file === file);
    book.book('signatures', signatureEdits(mine));
    const lines = mine.filter((need) => need.kind === 'lines');
    book.book('lines', linesEdits(file, lines));
    const imports = mine.filter((need) => need.kind === 'import');
    book.book('imports', importEdits(file, this.project, imports, unusedImports(file, this.project, book)));
    return book.render();
  }

  #newFiles(needs: readonly Need[]): Map<string, string> {
    const files = new Map<string, string>();
    const support = new Map<string, { source: string; names: Set<string> | undefined }>();
    for (const need of needs) {
      if (need.kind === 'file') files.set(need.path, need.text);
      if (need.kind !== 'support') continue;
      const found = support.get(need.path);
      if (!found) support.set(need.path, { source: need.source, names: need.names && new Set(need.names) });
      else if (need.names && found.names) for (const name of need.names) found.names.add(name);
      else found.names = undefined;
    }
    for (const [path, { source, names }] of support) {
      files.set(path, this.support.text(source, names && [...names].sort()));
    }
    return files;
  }
}

function withEol(text: string, file: SourceFile): string {
  return file.eol === '\n' ? text : text.replace(/\r?\n/g, file.eol);
}
