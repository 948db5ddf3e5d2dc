import type { FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App, Change, Named, Need } from '../../src/transform.js';
import { isBodyRead } from './body.js';
import type { messages } from './messages.js';
import { namedReads } from './named.js';
import { type BodyKind, handedParameter, handedRank, kindOf } from './parameters.js';
import { type Threaded, threadedFunctions } from './threads.js';

type Said = Change<keyof typeof messages>;

/** `def clean_input(form: MultiDict[str, str])`: functions that are handed what they read of the request. */
export function* handedReads(app: App): Iterable<Said> {
  for (const threaded of threadedFunctions(app).values()) yield* handed(app, threaded);
}

function* handed(app: App, { found, own, kinds }: Threaded): Iterable<Said> {
  const { at } = found;
  const { file, def } = at;
  const named = namedReads(
    at,
    [...own].filter((read) => !isBodyRead(read)),
  );
  const parameters = new Map<BodyKind, Named>();
  for (const kind of kinds) {
    const given = [...named.values()].find((one) => one.kind === kind)?.name;
    parameters.set(kind, handedParameter(at, kind, given));
  }
  for (const read of own) {
    const { head, reference } = read;
    const whole = read.whole ?? head;
    const parameter = parameters.get(kindOf(read) as BodyKind) as Named;
    const taken = { start: head.start, end: isBodyRead(read) ? head.end : whole.end, text: parameter.text };
    const edits = [named.get(read)?.edit ?? taken];
    const accounts = [reference, ...found.aliases.map(({ node }) => node)];
    yield {
      message: 'handed',
      file,
      at: whole,
      data: { name: read.name, function: def.name },
      edits,
      needs: parameter.needs,
      accounts,
    };
  }
  const needs = [...[...parameters.values()].flatMap((one) => one.needs), ...handedOn(app, file, def, parameters)];
  yield { message: 'handed', file, at: def, data: { name: [...kinds].sort().join(', '), function: def.name }, needs };
}

/** What a function, a view or one that is handed it itself, has to hand on. */
export function kindsHandedOn(app: App, def: FunctionDef): ReadonlySet<BodyKind> {
  return new Set(callsIn(app, def).flatMap(({ kinds }) => [...kinds]));
}

/** The arguments of the calls in a function. */
export function handedOn(
  app: App,
  file: SourceFile,
  def: FunctionDef,
  parameters: ReadonlyMap<BodyKind, Named>,
): Need[] {
  return callsIn(app, def).flatMap(({ call, kinds }) =>
    [...kinds].map(
      (kind): Need => ({
        kind: 'argument',
        file,
        call,
        text: (parameters.get(kind) as Named).text,
        rank: handedRank(kind),
      }),
    ),
  );
}

function callsIn(app: App, def: FunctionDef) {
  return [...threadedFunctions(app).values()].flatMap(({ closed, kinds }) =>
    closed.calls.flatMap(({ call, caller }) => (caller === def ? [{ call, kinds }] : [])),
  );
}
