import { posix } from 'node:path';
import type { Project } from '../python/project.js';
import { SourceFile } from '../python/source-file.js';
import type { TextFile } from '../python/text-file.js';
import { clashingImport } from './clashes.js';
import { decoratorEdits } from './decorators.js';
import type { Edit, Refusal } from './edit-book.js';
import { EditBook } from './edit-book.js';
import { importEdits } from './imports.js';
import { linesEdits } from './lines.js';
import type { ImportNeed, Need } from './needs.js';
import { signatureEdits } from './signatures.js';
import type { SupportLibrary } from './support.js';
import { siblingSource } from './support-modules.js';
import { unusedImports } from './unused.js';

/** A change as it is written: what it edits and needs, and the units without which it does not stand. */
export interface BookedChange {
  /** Message id, for refusals. */
  readonly id: string;
  /** All of them have to be chosen. */
  readonly units: readonly string[];
  readonly edits: readonly (Edit & { readonly file: TextFile })[];
  readonly needs: readonly Need[];
}

export interface Rendered {
  /** Path → text; files that stay as they are do not occur. */
  readonly files: ReadonlyMap<string, RenderedFile>;
  /** Files that go. */
  readonly removed: readonly SourceFile[];
  readonly refused: readonly { readonly change: BookedChange; readonly refusal: Refusal; readonly file: string }[];
}

export interface RenderedFile {
  /** undefined: a new file. */
  readonly source: TextFile | undefined;
  readonly text: string;
}

/** A library that goes, by the names of its objects. */
export interface Without {
  readonly files: readonly SourceFile[];
  isGone(path: string): boolean;
}

/** Makes the text of every file a function of the set of units chosen. */
export class Rewriter {
  constructor(
    readonly project: Project,
    readonly support: SupportLibrary,
    readonly changes: readonly BookedChange[],
    /** Files that have to do without a library from now on. */
    readonly without?: Without,
  ) {}

  render(units: ReadonlySet<string>): Rendered {
    const books = new Map<TextFile, EditBook>();
    const needs: Need[] = [];
    const refused: { change: BookedChange; refusal: Refusal; file: string }[] = [];
    for (const change of this.changes) {
      if (!change.units.every((unit) => units.has(unit))) continue;
      const refusal = this.#book(books, change);
      if (refusal) refused.push({ change, ...refusal });
      else needs.push(...change.needs);
    }
    const files = new Map<string, RenderedFile>();
    const needing = needs.flatMap((need) => ('file' in need ? [need.file] : []));
    const touched = new Set([...books.keys(), ...needing, ...(needing.length > 0 ? (this.without?.files ?? []) : [])]);
    const { files: added, extended } = this.#newFiles(needs);
    const paths = new Set(added.keys());
    for (const file of touched) {
      const book = books.get(file) ?? new EditBook(file.text);
      const refusals = file instanceof SourceFile ? this.#complete(file, book, needs, paths) : [];
      for (const refusal of refusals) refused.push({ ...refusal, file: file.path });
      const text = book.render();
      if (text !== file.text) files.set(file.path, { source: file, text });
    }
    for (const [path, text] of extended) files.set(path, { source: this.project.file(path), text });
    for (const [path, text] of added) {
      // what an earlier run wrote is the user's since; only what is missing is written
      if (!this.project.has(path)) files.set(path, { source: undefined, text });
    }
    return { files, removed: [], refused };
  }

  /** All of a change's edits, in all files, or none. */
  #book(books: Map<TextFile, EditBook>, change: BookedChange): { refusal: Refusal; file: string } | undefined {
    const byFile = new Map<TextFile, Edit[]>();
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

  /** Books what the owners of shared places make of the needs. */
  #complete(
    file: SourceFile,
    book: EditBook,
    needs: readonly Need[],
    added: ReadonlySet<string>,
  ): { readonly change: BookedChange; readonly refusal: Refusal }[] {
    const refused: { readonly change: BookedChange; readonly refusal: Refusal }[] = [];
    const refuse = (owner: string, refusal: Refusal) => {
      refused.push({ change: { id: owner, units: [], edits: [], needs: [] }, refusal });
    };
    const add = (owner: string, edits: readonly Edit[]) => {
      const refusal = book.book(owner, edits);
      if (refusal) refuse(owner, refusal);
    };
    const mine = needs.filter((need) => 'file' in need && need.file === file);
    add('signatures', signatureEdits(mine));
    add('decorators', decoratorEdits(file, mine));
    const lines = mine.filter((need) => need.kind === 'lines');
    add('lines', linesEdits(file, lines));
    const imports = mine.filter((need) => need.kind === 'import');
    const bound = new Set(imports.flatMap(boundName));
    const parameters = mine.filter((need) => need.kind === 'parameter');
    const isGone = this.without?.files.includes(file) ? this.without.isGone : undefined;
    const unused = unusedImports(file, this.project, book, { bound, parameters, isGone });
    const clash = clashingImport(file, this.project, imports, unused);
    if (clash) refuse(`import ${clash.name}`, { owner: 'imports', met: clash.met, start: clash.start });
    const renamed = mine.filter((need) => need.kind === 'module');
    add('imports', importEdits(file, this.project, imports, renamed, unused, added));
    return refused;
  }

  #newFiles(needs: readonly Need[]): { readonly files: Map<string, string>; readonly extended: Map<string, string> } {
    const files = new Map<string, string>();
    const extended = new Map<string, string>();
    const wanted = new Map<string, { readonly source: string; names: Set<string> | undefined }>();
    const want = (path: string, source: string, names: readonly string[] | undefined): boolean => {
      const found = wanted.get(path);
      if (!found) wanted.set(path, { source, names: names && new Set(names) });
      else if (!found.names || names?.every((name) => found.names?.has(name))) return false;
      else if (names) for (const name of names) found.names.add(name);
      else found.names = undefined;
      return true;
    };
    const queue: string[] = [];
    for (const need of needs) {
      if (need.kind === 'file') files.set(need.path, need.text);
      if (need.kind !== 'support') continue;
      if (need.source.endsWith('/')) {
        for (const name of this.support.filesOf(need.source)) {
          files.set(`${need.path}/${name}`, this.support.text(need.source + name));
        }
      } else if (want(need.path, need.source, need.names)) queue.push(need.path);
    }
    // what a module takes from its siblings comes along
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const { source, names } = wanted.get(path) as { source: string; names: Set<string> | undefined };
      const present = this.project.file(path);
      const known = present ? this.support.definitions(present.text) : [];
      const text = this.support.text(source, names && [...new Set([...known, ...names])].sort());
      if (!present) files.set(path, text);
      else if (text !== present.text && this.support.text(source, known) === present.text) extended.set(path, text);
      for (const [sibling, taken] of this.support.siblings(text)) {
        const siblingPath = posix.join(posix.dirname(path), `${sibling}.py`);
        const from = siblingSource(sibling);
        if (from && want(siblingPath, from, taken)) queue.push(siblingPath);
      }
    }
    return { files, extended };
  }
}

function withEol(text: string, file: TextFile): string {
  return file.eol === '\n' ? text : text.replace(/\r?\n/g, file.eol);
}

/** The name that an import binds: `import a.b` binds `a`. */
function boundName({ local, name, module }: ImportNeed): string | [] {
  return local ?? name ?? ('library' in module ? (module.library.split('.')[0] as string) : []);
}
