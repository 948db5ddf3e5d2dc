import { objectUses } from '../../src/model/objects.js';
import { rulesOf } from '../../src/model/routes.js';
import type { In } from '../../src/model/shapes.js';
import type { Argument, Call, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import {
  type App,
  argumentPrepended,
  type Change,
  calledBy,
  type FileEdit,
  givenArgument,
  hasStaticMount,
  isCalledElsewhere,
  type Mode,
  requestParameter,
  supportName,
} from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** `url_for("shop.item", item_id=1)` → `url_for(request, "shop.item", item_id=1)`. */
export function urlFor(at: In, call: Call, mode: Mode): Said | undefined {
  const { app, file, def } = at;
  const base = { file, at: call } as const;
  const endpoint = givenArgument(call, 0, 'endpoint');
  if (!endpoint || (endpoint.name && call.args[0] !== endpoint)) {
    return { ...base, message: 'strange-arguments', data: { name: 'url_for' } };
  }
  if (hasBuildErrors(app)) return { ...base, message: 'build-errors' };
  const name = literal(endpoint);
  if (mode === 'pure' && isOfMissingFolder(app, file, call.func)) return undefined;
  if (mode === 'hybrid' && mayNameRule(app, name)) return { ...base, message: 'rule-of-flask' };
  const place = { ...at, mode };
  if (isCalledElsewhere(app, file, def)) return { ...base, message: 'shared', data: { function: def.name } };
  const request = requestParameter(place, def);
  const known = supportName(place, 'urls', 'url_for');
  const edits: FileEdit[] = [
    { start: call.func.start, end: call.func.end, text: known.text },
    argumentPrepended(call, request.text),
    ...endpointEdits(at, endpoint, name),
  ];
  return { ...base, message: 'url-for', edits, needs: [...known.needs, ...request.needs] };
}

/** Beside Flask, a rule without a view is known to Flask's map only. */
function mayNameRule({ events, scaffold }: App, name: string | undefined): boolean {
  return rulesOf(events, scaffold).some(({ event, endpoint }) => !event.view && (!name || name === endpoint));
}

/** Does the application have URLs made where there is no endpoint? */
export function hasBuildErrors(app: App): boolean {
  return objectUses(app).some(({ member }) => member?.attr === 'url_build_error_handlers');
}

/** `url_for("static", …)`: a folder that does not exist is not mounted, so it would have no URL. */
export function isOfMissingFolder(app: App, file: SourceFile, node: Node): boolean {
  const call = calledBy(file, node);
  const endpoint = call && givenArgument(call, 0, 'endpoint');
  return endpoint !== undefined && literal(endpoint) === 'static' && !hasStaticMount(app);
}

function literal({ value }: Argument): string | undefined {
  return value.kind === 'string' && !value.bytes ? value.value : undefined;
}

/** `".item"` is written out where the view answers for one blueprint only; `endpoint=` goes, as it has no such name. */
function endpointEdits(at: In, endpoint: Argument, name: string | undefined): FileEdit[] {
  const { file } = at;
  const { start, value } = endpoint;
  const edits: FileEdit[] = endpoint.name ? [{ start, end: value.start, text: '' }] : [];
  if (!name?.startsWith('.')) return edits;
  const blueprints = blueprintsOf(at);
  const [blueprint, more] = blueprints;
  if (blueprint === undefined || more !== undefined) return edits;
  const whole = blueprint ? blueprint + name : name.slice(1);
  return [...edits, { start: value.start, end: value.end, text: file.quote + whole + file.quote }];
}

/** The blueprints under whose names a view answers; '' is the application itself. */
function blueprintsOf({ app, def }: In): string[] {
  const names = app.routes.flatMap(({ view, blueprints }) => {
    const answers = view?.def === def || (view?.def.kind === 'class' && view.def.body.includes(def));
    return answers ? [blueprints.at(-1)?.name ?? ''] : [];
  });
  return [...new Set(names)];
}
