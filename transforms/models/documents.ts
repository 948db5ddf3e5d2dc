import { type Shape, shapesOf } from '../../src/model/evidence/fields.js';
import type { Part } from '../../src/model/evidence/notes.js';
import { statusesOf } from '../../src/model/evidence/statuses.js';
import type { In } from '../../src/model/shapes.js';
import type { FunctionDef, Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, answering } from '../../src/transform.js';
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
      if (!route.view || route.site.form === 'extension') continue;
      const { file } = route.view;
      const sees = seesModels(route, def);
      const earlier = found.get(def);
      if (earlier && (earlier.models.length > 0 || !sees)) continue;
      const known = names.get(file) ?? new ModelNames(file);
      names.set(file, known);
      const at = { app, file, def };
      found.set(def, { file, def, models: sees ? modelsOf(at, known) : [], statuses: statusesOf(at) });
    }
  }
  return found;
}

function modelsOf(at: In, names: ModelNames): readonly Model[] {
  const { app, file, def } = at;
  const anchor = anchorOf(file, def);
  const shapes = shapesOf(at);
  return ORDER.flatMap((part): Model[] => {
    const shape = described(part, shapes.get(part));
    if (!anchor || !shape || !saysEnough(part, shape)) return [];
    return [{ ...renderModel({ app, file, mode: 'pure', part }, names, def, part, shape), part, shape, anchor }];
  });
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

/** A header or a cookie that may be there, or not, is hardly what a client looks for. */
function saysEnough(part: Part, { fields }: Shape): boolean {
  if (part !== 'headers' && part !== 'cookies') return fields.length > 0;
  return fields.length > 1 || fields.some(({ required }) => required);
}
