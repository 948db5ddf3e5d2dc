import {
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
import { bodyProblem, isAboutBody, isBodyRead } from './body.js';
import { contextReads } from './context.js';
import { messages } from './messages.js';
import { namedReads } from './named.js';
import { type Kind, kindOf, parameterOf } from './parameters.js';
import { outsideReads } from './reach.js';
import { type Read, type Reads, readsOf } from './reads.js';
import { isCalled, isDisguised } from './signature.js';
import { isTarget } from './targets.js';
import { type Word, wordFor } from './words.js';

export const request = defineTransform({
  name: 'request',
  summary: 'Turns what views read of the request into parameters.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      // without Flask what is outside of the views finds the request in its context
      if (mode === 'hybrid') yield* outsideReads(route, app);
      for (const found of readsOf(app, route)) yield* converted(found, route, mode);
    },
    wire: contextReads,
  },
});

type Said = Change<keyof typeof messages>;

function* converted(found: Reads, route: Route, mode: Mode): Iterable<Said> {
  const { at, reads } = found;
  const fixed = isCalled(at) ? 'called' : isDisguised(at) ? 'disguised' : undefined;
  if (fixed) {
    const accounts = [...reads.map(({ reference }) => reference), ...found.aliases];
    yield { message: fixed, file: at.file, at: at.def, data: { function: at.def.name }, accounts };
    return;
  }
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
    const problem = problemOf(found, read);
    const kind = named.get(read)?.kind ?? (takesBody && isAboutBody(read) ? 'body' : kindOf(read));
    if (problem) yield obstacle(found, read, problem);
    else if (kind) yield parameterised(found, read, parameter(kind), named.get(read)?.edit);
    else yield worded(found, read, route, mode);
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
  return { message: 'parameter', file: at.file, at: whole, data, edits, needs, accounts: [read.reference, ...aliases] };
}

function obstacle({ at, aliases }: Reads, read: Read, message: keyof typeof messages): Said {
  const { whole, head, name, reference } = read;
  return { message, file: at.file, at: whole ?? head, data: { name }, accounts: [reference, ...aliases] };
}

function problemOf({ at, reads }: Reads, read: Read): keyof typeof messages | undefined {
  if (!read.whole) return 'passed';
  if (isTarget(at.file, read.whole)) return 'assigned';
  return isBodyRead(read) ? bodyProblem(at, read, reads) : undefined;
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
    accounts: [read.reference, ...aliases],
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
