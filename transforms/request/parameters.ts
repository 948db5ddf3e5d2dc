import { type In, isPath } from '../../src/model/shapes.js';
import { freshParameter, type Mode, type Named, type Need, supportName } from '../../src/transform.js';
import { isBodyRead } from './body.js';
import type { Read } from './reads.js';

/** What the request holds that is a parameter of its own. */
export type Kind = 'args' | 'form' | 'files' | 'values' | 'body' | 'json';

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
export function kindOf(read: Read): Exclude<Kind, 'json'> | undefined {
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

/** Where files are sent the module that does it may go by the name `files`. */
function sendsFiles({ app, file, def }: In): boolean {
  return app.facts
    .of(file, def)
    .references.some(({ node }) =>
      ['flask.send_file', 'flask.send_from_directory'].some((path) => isPath(app, file, node, path)),
    );
}
