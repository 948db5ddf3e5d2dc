import type { Expr, FunctionDef, Node } from '../../python/ast.js';
import type { SourceFile } from '../../python/source-file.js';
import { headNamed } from '../references.js';
import type { In } from '../shapes.js';
import { Notes, type Part } from './notes.js';
import { observe } from './uses.js';

/** What `request` has of each part. */
const PARTS: ReadonlyMap<string, Part> = new Map([
  ['json', 'body'],
  ['get_json', 'body'],
  ['form', 'form'],
  ['files', 'form'],
  ['args', 'query'],
  ['headers', 'headers'],
  ['cookies', 'cookies'],
]);

const notesOf = new WeakMap<FunctionDef, ReadonlyMap<Part, Notes>>();

/** What the code of a view tells about each part of the request that it reads. */
export function notesFor(at: In): ReadonlyMap<Part, Notes> {
  let found = notesOf.get(at.def);
  if (!found) {
    found = collected(at);
    notesOf.set(at.def, found);
  }
  return found;
}

function collected(at: In): Map<Part, Notes> {
  const { app, file, def } = at;
  const found = new Map<Part, Notes>();
  for (const reference of app.facts.of(file, def).references) {
    const head = headNamed(app, reference, 'flask.request');
    const whole = head && file.parentOf(head);
    const part = whole?.kind === 'attribute' && whole.value === head ? PARTS.get(whole.attr) : undefined;
    const source = whole?.kind === 'attribute' && part && given(file, whole, whole.attr === 'get_json');
    if (!part || !source) continue;
    const notes = found.get(part) ?? new Notes();
    found.set(part, notes);
    if (whole.attr !== 'files') {
      observe(at, { part, notes, within: def, def }, source);
      continue;
    }
    const files = new Notes();
    observe(at, { part, notes: files, within: def, def }, source);
    for (const [key, uploaded] of files.keys) notes.keys.set(key, asFile(uploaded));
  }
  return found;
}

/** `request.args`; for a method what its call gives. */
function given(file: SourceFile, whole: Expr, isMethod: boolean): Node | undefined {
  if (!isMethod) return whole;
  const call = file.parentOf(whole);
  return call?.kind === 'call' && call.func === whole ? call : undefined;
}

/** Whatever is done with it, what was sent is a file. */
function asFile(notes: Notes): Notes {
  const { read } = notes;
  const isList = notes.kinds.has('list');
  notes.kinds.clear();
  notes.casts.clear();
  notes.keys.clear();
  notes.fallback = undefined;
  if (!read) return notes;
  if (isList) {
    notes.tell('list', read);
    notes.items = new Notes();
  }
  (isList ? notes.elements() : notes).tell('file', read);
  return notes;
}
