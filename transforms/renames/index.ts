import { references, viewReferences } from '../../src/model/references.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type Change,
  defineTransform,
  isInView,
  libraryName,
  type Mode,
  type Named,
  type Place,
  type Reference,
  supportName,
} from '../../src/transform.js';

/** Names that Flask offers, and where they come from. */
const LIBRARIES: Readonly<Record<string, readonly [library: string, name: string]>> = {
  'flask.Markup': ['markupsafe', 'Markup'],
  'flask.escape': ['markupsafe', 'escape'],
  'flask.json.loads': ['json', 'loads'],
  'flask.json.load': ['json', 'load'],
};

export const renames = defineTransform({
  name: 'renames',
  summary: 'Takes names that Flask only hands on from where they come from.',
  messages: {
    renamed: {
      trust: 'same',
      what: '`{name}` is `{becomes}`',
      why: 'It is the same function, or one that does the same.',
      todo: 'Nothing has to be done.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      for (const { def, ...reference } of viewReferences(app, route)) {
        yield* renamed({ app, file: reference.file, mode, def }, reference, mode);
      }
    },
    *wire(app) {
      for (const reference of references(app)) {
        const { file, node } = reference;
        if (isInView(app, file, node)) continue;
        const def = enclosingFunction(file, node);
        // without an application context Flask's dumps does not sort
        if (reference.path === 'flask.json.dumps' && !def) continue;
        yield* renamed({ app, file, mode: 'pure', def }, reference, 'pure');
      }
    },
  },
});

function* renamed(place: Place, { path, file, node }: Reference, mode: Mode): Iterable<Change<'renamed'>> {
  const known = newName(place, path, node.kind === 'attribute');
  if (!known) return;
  const data = { name: file.slice(node), becomes: known.text };
  const base = { message: 'renamed', file, at: node, data } as const;
  // beside Flask the module keeps its name, and needs no context to read JSON
  if (mode === 'hybrid' && path.startsWith('flask.json.load')) yield { ...base, accounts: [node] };
  else yield { ...base, edits: [{ start: node.start, end: node.end, text: known.text }], needs: known.needs };
}

function newName(place: Place, path: string, isAttribute: boolean): Named | undefined {
  if (path === 'flask.json.dumps') return supportName(place, 'responses', 'dumps');
  const found = LIBRARIES[path];
  if (!found) return undefined;
  const [library, name] = found;
  // `json.loads` stays as it is written
  if (library !== 'json' || !isAttribute) return libraryName(place, library, name);
  return { text: `json.${name}`, needs: [{ kind: 'import', file: place.file, module: { library }, name: undefined }] };
}
