import type { FunctionDef } from '../../python/ast.js';
import { dottedName } from '../../python/walk.js';
import type { App, View } from '../app.js';
import { parseRule } from '../rules.js';
import { functionsOf } from '../views.js';
import { wrappersOf } from '../wrappers.js';
import { type Effects, joined, type World } from './frame.js';
import { effectsOf } from './functions.js';
import type { Kind } from './tables.js';

/** What the converters of Flask hand to a view. */
const CONVERTERS: Readonly<Record<string, Kind>> = {
  int: 'number',
  float: 'number',
  uuid: 'moment',
  path: 'text',
  string: 'text',
  default: 'text',
  any: 'text',
};

/** Annotations of a view that has been converted: FastAPI sees to it that they are true. */
const ANNOTATIONS: Readonly<Record<string, Kind>> = {
  int: 'number',
  float: 'number',
  bool: 'number',
  str: 'text',
  UUID: 'moment',
  Request: 'request',
};

/** What answering a request with a function comes to; undefined when it answers none, or not by itself. */
export function viewEffects(world: World, def: FunctionDef): Effects | undefined {
  const { app } = world;
  const routes = app.routes.filter(({ view }) => view && functionsOf(view.def).includes(def));
  const [view] = routes.map((route) => route.view as View);
  if (!view || routes.some((route) => wrappersOf(route.view as View).length > 0)) return undefined;
  return effectsOf(world, view.file, def, parametersOf(app, def));
}

function parametersOf(app: App, def: FunctionDef): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  const bind = (name: string, kind: Kind) => kinds.set(name, joined(kinds.get(name) ?? kind, kind));
  for (const { rule, words, view, registration } of app.routes) {
    if (!view || !functionsOf(view.def).includes(def)) continue;
    for (const { variable, text, converter } of words === 'fastapi' ? [] : parseRule(rule)) {
      if (variable) bind(text, CONVERTERS[converter ?? 'default'] ?? 'unknown');
    }
    const fixed = registration.event.options.get('defaults');
    for (const [name, value] of fixed?.kind === 'dict' ? fixed.entries : []) {
      bind(String(name), value.kind === 'const' ? 'data' : 'unknown');
    }
    for (const { name, annotation } of words === 'fastapi' ? def.params : []) {
      bind(name, ANNOTATIONS[(annotation && dottedName(annotation)) ?? ''] ?? 'unknown');
    }
  }
  for (const param of def.params) {
    if (param.default?.kind === 'number') bind(param.name, 'number');
    else if (param.default?.kind === 'string' || param.default?.kind === 'constant') bind(param.name, 'data');
  }
  return kinds;
}
