import { type In, isPath } from '../../src/model/shapes.js';
import { freshParameter, libraryName, type Mode, type Named, type Need, supportName } from '../../src/transform.js';
import { isBodyRead } from './body.js';
import type { Read } from './reads.js';

/** What the request holds that is a parameter of its own. */
export type Kind = 'args' | 'form' | 'files' | 'values' | 'body' | 'json';

export type BodyKind = Exclude<Kind, 'json'>;

interface ParameterOf {
  readonly type: string;
  /** Names to choose from. */
  readonly wanted: readonly string[];
}

const PARAMETERS: Readonly<Record<Kind, ParameterOf>> = {
  args: { type: 'QueryArgs', wanted: ['args', 'query_args'] },
  form: { type: 'FormArgs', wanted: ['form', 'form_args'] },
  files: { type: 'FormFiles', wanted: ['files', 'uploads', 'uploaded_files'] },
  values: { type: 'AllValues', wanted: ['values', 'all_values'] },
  body: { type: 'RequestBody', wanted: ['body', 'request_body'] },
  json: { type: 'JsonBody', wanted: ['data'] },
};

/** The parameter that a read is taken from; undefined: it is read from the request. */
export function kindOf(read: Read): BodyKind | undefined {
  if (isBodyRead(read)) return 'body';
  const { name } = read;
  return name === 'args' || name === 'form' || name === 'files' || name === 'values' ? name : undefined;
}

/**
 * The parameter for one kind.
 *
 * @param given A name that the view has for it already.
 */
export function parameterOf(at: In, mode: Mode, kind: Kind, given: string | undefined): Named {
  const { app, file, def } = at;
  const { type, wanted } = PARAMETERS[kind];
  const free = kind === 'files' && sendsFiles(at) ? wanted.slice(1) : wanted;
  const name = given ?? freshParameter(def, free);
  const annotation = supportName({ app, file, mode }, 'request_data', type);
  const parameter: Need = {
    kind: 'parameter',
    file,
    def,
    name,
    annotation: annotation.text,
    rank: 10 + Object.keys(PARAMETERS).indexOf(kind),
  };
  return { text: name, needs: [...annotation.needs, parameter] };
}

/** In helpers: what the parameter of the view is, without how FastAPI comes by it. */
const TYPES: Readonly<Record<BodyKind, string>> = {
  args: 'MultiDict[str, str]',
  form: 'MultiDict[str, str]',
  files: 'MultiDict[str, FileStorage]',
  values: 'MultiDict[str, str]',
  body: 'ReceivedBody',
};

/** The parameter of a helper for what its callers hand on; in front of all others. */
export function handedParameter(at: In, kind: BodyKind, given: string | undefined): Named {
  const { app, file, def } = at;
  const place = { app, file, mode: 'pure' as const };
  const name = given ?? freshParameter(def, PARAMETERS[kind].wanted);
  const needs: Need[] = [];
  const annotation = TYPES[kind].replace(/MultiDict|FileStorage|ReceivedBody/g, (type) => {
    const known =
      type === 'ReceivedBody'
        ? supportName(place, 'request_data', type)
        : libraryName(place, 'werkzeug.datastructures', type);
    needs.push(...known.needs);
    return known.text;
  });
  return { text: name, needs: [...needs, { kind: 'parameter', file, def, name, annotation, rank: handedRank(kind) }] };
}

/** The place of a helper's parameter, and of the arguments for it. */
export function handedRank(kind: BodyKind): number {
  return Object.keys(PARAMETERS).indexOf(kind) - 20;
}

/** Where files are sent the module that does it may go by the name `files`. */
function sendsFiles({ app, file, def }: In): boolean {
  return app.facts
    .of(file, def)
    .references.some(({ node }) =>
      ['flask.send_file', 'flask.send_from_directory'].some((path) => isPath(app, file, node, path)),
    );
}
