import { type Field, type Shape, shapesOf } from '../../src/model/evidence/fields.js';
import type { Part } from '../../src/model/evidence/notes.js';
import { statusesOf } from '../../src/model/evidence/statuses.js';
import type { FunctionDef, Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, answering, type Route } from '../../src/transform.js';
import { ModelNames } from './names.js';
import { anchorOf, seesModels } from './places.js';
import { type Rendered, renderModel } from './render.js';

/** One model of a view. */
export interface Model extends Rendered {
  readonly part: Part;
  readonly shape: Shape;
  readonly anchor: Stmt;
}

/** What the documentation of a view can say. */
export interface Documents {
  readonly file: SourceFile;
  readonly def: FunctionDef;
  readonly models: readonly Model[];
  readonly statuses: readonly number[];
}

const ORDER: readonly Part[] = ['body', 'form', 'query', 'headers', 'cookies'];

const documentsOf = new WeakMap<App, ReadonlyMap<FunctionDef, Documents>>();

/** All views of the application at once: the models of a file must not have one name. */
export function documentsFor(app: App, def: FunctionDef): Documents | undefined {
  let found = documentsOf.get(app);
  if (!found) {
    found = collected(app);
    documentsOf.set(app, found);
  }
  return found.get(def);
}

function collected(app: App): Map<FunctionDef, Documents> {
  const found = new Map<FunctionDef, Documents>();
  const names = new Map<SourceFile, ModelNames>();
  for (const route of app.routes) {
    for (const def of answering(route)) {
      if (found.has(def) || !route.view || !seesModels(route, def)) continue;
      const { file } = route.view;
      const known = names.get(file) ?? new ModelNames(file);
      names.set(file, known);
      found.set(def, documented(app, route, def, known));
    }
  }
  return found;
}

function documented(app: App, { view }: Route, def: FunctionDef, names: ModelNames): Documents {
  const { file } = view as NonNullable<Route['view']>;
  const at = { app, file, def };
  const anchor = anchorOf(file, def);
  const shapes = shapesOf(at);
  const models = ORDER.flatMap((part): Model[] => {
    const shape = described(part, shapes.get(part));
    if (!anchor || !shape || !saysEnough(part, shape)) return [];
    return [{ ...renderModel({ app, file, mode: 'pure', part }, names, def, part, shape), part, shape, anchor }];
  });
  // a list of statuses alone would be on most views, for little
  return { file, def, models, statuses: models.length > 0 ? statusesOf(at) : [] };
}

/** Headers that OpenAPI speaks of elsewhere. */
const ELSEWHERE = /^(accept|content-type|authorization|cookie|host|content-length)$/i;

function described(part: Part, shape: Shape | undefined): Shape | undefined {
  if (part !== 'headers' || !shape) return shape;
  const seen = new Set<string>();
  const fields = shape.fields.filter(({ key }) => {
    const isKnown = ELSEWHERE.test(key) || seen.has(key.toLowerCase());
    seen.add(key.toLowerCase());
    return !isKnown;
  });
  return { fields, isOpen: false };
}

/** One key of unknown type is seen faster in the view itself. */
function saysEnough(part: Part, { fields }: Shape): boolean {
  return fields.length > 1 || fields.some((field) => isTold(part, field));
}

/** What is sent outside of JSON is text anyway. */
function isTold(part: Part, { proofs, type }: Field): boolean {
  if (type.kind === 'basic' && part !== 'body') return type.names.join() !== 'str';
  return proofs.length > 0 || type.kind === 'shape';
}
