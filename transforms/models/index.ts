import { statusOfAll } from '../../src/model/evidence/statuses.js';
import { HTTP_METHODS } from '../../src/model/views.js';
import type { Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import {
  type App,
  answering,
  type Change,
  defineTransform,
  type Need,
  type Route,
  supportName,
} from '../../src/transform.js';
import { type Documents, documentsFor, type Model } from './documents.js';
import { messages } from './messages.js';
import { untakenValues } from './path-values.js';
import { seesModels } from './places.js';

export const models = defineTransform({
  name: 'models',
  summary: 'Documents what views read of a request, and the statuses they answer with.',
  messages,
  fastapi: {
    *migrate(route, app, mode) {
      if (mode !== 'pure' || route.words !== 'flask' || !route.view) return;
      for (const def of answering(route)) {
        const documents = documentsFor(app, def);
        if (documents) yield* changes(app, route, documents);
      }
    },
    *wire(app) {
      yield* untakenValues(app);
    },
  },
});

type Said = Change<keyof typeof messages>;

/** Methods that have no body to speak of. */
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

function* changes(app: App, route: Route, documents: Documents): Iterable<Said> {
  const { file, def, statuses } = documents;
  const { endpoint } = route;
  const methods =
    HTTP_METHODS.has(def.name) && route.view?.def.kind === 'class' ? [def.name.toUpperCase()] : route.methods;
  const shown = new Set<Model>();
  const options = optionsFor(app, route, documents, methods, shown);
  for (const model of shown) {
    const fields = told(file, model);
    const [first] = model.shape.fields;
    yield {
      message: model.part,
      file,
      at: first?.read ?? def,
      data: { endpoint, model: model.name, fields },
      needs: [...model.needs, ...linesOf(file, model), ...options],
    };
  }
  if (statuses.length === 0) return;
  const at = { start: def.nameStart, end: def.nameStart + def.name.length };
  const own = ownStatus(app, route, documents);
  const others = statuses.filter((status) => status !== own).map((status) => `${status}: {}`);
  const needs = [
    ...(own ? [optionOf(route, def, 'status_code', String(own))] : []),
    ...(others.length > 0 ? [optionOf(route, def, 'responses', `{${others.join(', ')}}`)] : []),
  ];
  yield { message: 'responses', file, at, data: { endpoint, statuses: statuses.join(', ') }, needs };
}

/** What FastAPI documents in place of 200. Answers of decorators may have another, and would be given this one. */
function ownStatus(app: App, { view }: Route, { file, def }: Documents): number | undefined {
  if (view?.def !== def || view.decorators.length > 0) return undefined;
  const status = statusOfAll({ app, file, def });
  // FastAPI refuses a type of what has no body
  return status === 204 && def.returns ? undefined : status;
}

/** `openapi_extra=documented(…)`: with the body only where a method has one. */
function optionsFor(
  app: App,
  route: Route,
  { def, models: known }: Documents,
  methods: readonly string[],
  shown: Set<Model>,
): Need[] {
  const named = supportName({ app, file: route.site.file, mode: 'pure' }, 'openapi', 'documented');
  const option = (given: readonly string[], only?: readonly string[]): Need[] => {
    if (given.length === 0) return [];
    const need = optionOf(route, def, 'openapi_extra', `${named.text}(${given.join(', ')})`);
    return [...named.needs, only ? { ...need, methods: only } : need];
  };
  const given = (hasBody: boolean) =>
    (seesModels(route, def) ? known : []).flatMap((model) => {
      if (!hasBody && (model.part === 'body' || model.part === 'form')) return [];
      shown.add(model);
      return [`${model.part}=${model.name}`];
    });
  const writing = methods.filter((method) => !READING.has(method));
  const reading = methods.filter((method) => READING.has(method));
  if (writing.length === 0 || reading.length === 0) return option(given(writing.length > 0));
  const [full, partial] = [given(true), given(false)];
  if (full.length === partial.length) return option(full);
  return [...option(full, writing), ...option(partial, reading)];
}

/** Of a class each method has a registration of its own. */
function optionOf({ site, view }: Route, def: Documents['def'], name: string, value: string) {
  const isClass = view?.def.kind === 'class';
  return { kind: 'option', file: site.file, call: site.call, name, value, ...(isClass && { def }) } as const;
}

/** The classes, above the view. */
function linesOf(file: SourceFile, { classes, anchor, shape }: Model): Need[] {
  const rank = shape.fields[0]?.read.start ?? 0;
  const lines = classes.flatMap((one) => [...one, '', '']);
  return [{ kind: 'lines', file, anchor: { above: anchor }, rank, lines }];
}

/** `title: str (app.py:9 data.get("title").strip())`, one after the other. */
function told(file: SourceFile, { shape, annotations }: Model): string {
  return shape.fields
    .map((field) => {
      const [proof] = field.proofs;
      return `${field.key}: ${annotations.get(field) ?? 'Any'} (${placeOf(file, proof ? around(file, proof) : field.read)})`;
    })
    .join('; ');
}

/** A literal says nothing without what it is compared with. */
function around(file: SourceFile, proof: Node): Node {
  const isLiteral = ['string', 'number', 'constant', 'list', 'dict'].includes(proof.kind);
  let node = proof;
  for (let parent = file.parentOf(node); isLiteral && parent; parent = file.parentOf(parent)) {
    node = parent;
    if (['compare', 'bool', 'binary', 'call', 'for'].includes(node.kind)) break;
  }
  return node;
}

const LONGEST = 60;

function placeOf(file: SourceFile, node: Node): string {
  const text = file.slice(node).replace(/\s+/g, ' ');
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return `${file.path}:${file.positionOf(node.start).line} ${short}`;
}
