import type { Node } from '../../src/python/ast.js';
import {
  type App,
  answering,
  type Change,
  defineTransform,
  type FileEdit,
  type Mode,
  type Named,
  type Need,
  type Route,
  requestParameter,
  supportName,
} from '../../src/transform.js';
import { isAboutBody, isBodyRead } from './body.js';
import { contextReads, fromContext } from './context.js';
import { contextualReads, fixedSignature, problemOf } from './contextual.js';
import { handedOn, kindsHandedOn } from './handed.js';
import { messages } from './messages.js';
import { namedReads } from './named.js';
import { type BodyKind, type Kind, kindOf, parameterOf } from './parameters.js';
import { outsideReads } from './reach.js';
import { type Read, type Reads, readsOf } from './reads.js';
import { type Word, wordFor } from './words.js';

export const request = defineTransform({
  name: 'request',
  summary: 'Turns what views read of the request into parameters.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      // without Flask what is outside of the views finds the request in its context
      if (mode === 'hybrid') yield* outsideReads(route, app);
      for (const found of readsOf(app, route, mode)) yield* converted(found, route, mode);
      if (mode === 'pure') yield* handing(route, app);
    },
    wire: contextReads,
  },
});

type Said = Change<keyof typeof messages>;

function* converted(found: Reads, route: Route, mode: Mode): Iterable<Said> {
  const { at, aliases } = found;
  const fixed = mode === 'hybrid' ? fixedSignature(found) : undefined;
  if (fixed) {
    const accounts = found.reads.flatMap((read) => accountsOf(read, aliases));
    yield { message: fixed, file: at.file, at: at.def, data: { function: at.def.name }, accounts };
    return;
  }
  const contextual = mode === 'pure' ? contextualReads(at.app, found, route) : new Set<Read>();
  for (const alias of mode === 'pure' ? aliases : []) {
    const said = fromContext(at.app, alias);
    // a variable that is given its value outside of the view has no read that accounts for it
    if (said.message !== 'context' || found.reads.length === 0) yield said;
  }
  for (const read of contextual) {
    yield { ...fromContext(at.app, read.origin, true), accounts: accountsOf(read, aliases) };
  }
  const reads = found.reads.filter((read) => !contextual.has(read));
  const named = namedReads(at, reads);
  const takesBody = reads.some((read) => isBodyRead(read) && !named.has(read));
  const parameters = new Map<Kind, Named>();
  const parameter = (kind: Kind): Named => {
    const own = [...named.values()].find((one) => one.kind === kind);
    const known = parameters.get(kind) ?? parameterOf(at, mode, kind, own?.name);
    parameters.set(kind, known);
    return known;
  };
  for (const read of reads) {
    const problem = mode === 'hybrid' ? problemOf(found, read, route) : undefined;
    const kind = named.get(read)?.kind ?? (takesBody && isAboutBody(read) ? 'body' : kindOf(read));
    if (problem) yield obstacle(found, read, problem);
    else if (kind) yield parameterised(found, read, parameter(kind), named.get(read)?.edit);
    else yield worded(found, read, route, mode);
  }
  const wanted = mode === 'pure' ? kindsHandedOn(at.app, at.def) : new Set<BodyKind>();
  if (wanted.size === 0) return;
  const handed = new Map([...wanted].map((kind) => [kind, parameter(kind)] as const));
  const needs = [...[...handed.values()].flatMap((one) => one.needs), ...handedOn(at.app, at.file, at.def, handed)];
  yield {
    message: 'handed',
    file: at.file,
    at: at.def,
    data: { name: [...wanted].sort().join(', '), function: at.def.name },
    needs,
  };
}

/** Views that hand on what they do not read themselves. */
function* handing(route: Route, app: App): Iterable<Said> {
  const known = new Set(readsOf(app, route, 'pure').map(({ at }) => at.def));
  for (const def of answering(route)) {
    const { view } = route;
    if (view && !known.has(def) && kindsHandedOn(app, def).size > 0) {
      yield* converted({ at: { app, file: view.file, def }, reads: [], aliases: [] }, route, 'pure');
    }
  }
}

/** `request.args` → `args`, `request.get_json()` → `body.get_json()`, or the statement goes. */
function parameterised(
  { at, aliases }: Reads,
  read: Read,
  { text, needs }: Named,
  removal: FileEdit | undefined,
): Said {
  const { head, name } = read;
  const whole = read.whole ?? head;
  const isMember = isBodyRead(read) || isAboutBody(read);
  const taken = { start: head.start, end: isMember ? head.end : whole.end, text };
  const data = { name, parameter: text };
  const edits = [removal ?? taken];
  return { message: 'parameter', file: at.file, at: whole, data, edits, needs, accounts: accountsOf(read, aliases) };
}

function accountsOf(read: Read, aliases: Reads['aliases']): Node[] {
  return [read.reference, ...aliases.map(({ node }) => node)];
}

function obstacle({ at, aliases }: Reads, read: Read, message: keyof typeof messages): Said {
  const { whole, head, name } = read;
  return { message, file: at.file, at: whole ?? head, data: { name }, accounts: accountsOf(read, aliases) };
}

/** What is read from the request itself, which becomes a parameter for it. */
function worded(found: Reads, read: Read, route: Route, mode: Mode): Said {
  const { at, aliases } = found;
  const { app, file, def } = at;
  const { whole, head, name } = read;
  const word = wordFor(at, route, read);
  if (!word || !whole) return obstacle(found, read, 'attribute');
  const place = { app, file, mode, def };
  const known = requestParameter(place, def);
  const { text, needs } = expression(word, known, (module) => supportName(place, 'request_data', module, true));
  const isSame = text === file.slice(whole);
  return {
    message: 'word',
    file,
    at: whole,
    data: { name },
    edits: isSame ? [] : [{ start: head.start, end: whole.end, text }],
    needs: [...known.needs, ...needs],
    accounts: accountsOf(read, aliases),
  };
}

function expression(
  word: Word,
  request: Named,
  support: (name: string) => Named,
): { readonly text: string; readonly needs: readonly Need[] } {
  if ('text' in word) return { text: request.text + word.text, needs: [] };
  const { text, needs } = support('support' in word ? word.support : 'plain_request');
  return { text: `${text}(${request.text})${'plain' in word ? `.${word.plain}` : ''}`, needs };
}
