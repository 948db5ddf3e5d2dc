import type { Attribute, FunctionDef, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { App, Route, View } from './app.js';
import { worldOf } from './effects/globals.js';
import { viewEffects } from './effects/views.js';
import { attributesNamed, type Mention, mentionsOf } from './mentions.js';
import { functionsOf, isGenerator } from './views.js';
import { wrappersOf } from './wrappers.js';

/** Why a function of a view is a `def`, which FastAPI runs in a thread. */
export interface Blocking {
  readonly id: 'waits' | 'unknown' | 'long' | 'decorator' | 'generator' | 'called' | 'nested';
  readonly text: string;
  readonly file: SourceFile;
  readonly at: Node;
}

/**
 * What may keep an event loop waiting while `def` answers a route: undefined only when everything that it comes to is known
 * to compute, and not for long. What is not known counts as waiting.
 */
export function blockingIn(view: View, def: FunctionDef, app: App): Blocking | undefined {
  const { file } = view;
  const [decorator] = wrappersOf(view);
  if (decorator) {
    const text = `\`@${file.slice(decorator)}\` stands between route and view`;
    return { id: 'decorator', text, file, at: decorator };
  }
  if (isGenerator(def)) return { id: 'generator', text: 'it yields what it returns bit by bit', file, at: def };
  const effects = viewEffects(worldOf(app), def);
  if (!effects) return { id: 'unknown', text: 'what runs around it is not known', file, at: def };
  const { problem } = effects;
  if (problem) return problem;
  return effects.returns === 'unknown'
    ? { id: 'unknown', text: 'what it returns is not known', file, at: def }
    : undefined;
}

/** A use of the function besides its registration: made a coroutine function, it would not be what is called there. */
export function otherUse(view: View, def: FunctionDef, app: App): Blocking | undefined {
  const own = sitesOf(def, app).map((route) => route.site);
  const isOwn = ({ file, node }: Mention) =>
    own.some((site) => site.file === file && site.call.start <= node.start && node.end <= site.call.end);
  const found = view.def.kind === 'class' ? methodUses(app, def.name) : mentionsOf(app.project, view.file, def);
  const use = [...found].find((one) => !isOwn(one));
  if (!use) return undefined;
  const { file, node } = use;
  const text = `it is also used at ${file.path}:${file.positionOf(node.start).line}`;
  return { id: 'called', text, file, at: node };
}

/** The routes that a function answers. */
export function sitesOf(def: FunctionDef, app: App): Route[] {
  return app.routes.filter(({ view }) => view && functionsOf(view.def).includes(def));
}

/** `self.get`, `super().get`, `Item.get`, `Item().get`: methods of the project's classes, by name. */
function* methodUses(app: App, name: string): Generator<Mention> {
  for (const use of attributesNamed(app.project, name)) if (isOfClass(app, use.file, use.node)) yield use;
}

function isOfClass(app: App, file: SourceFile, { value }: Attribute): boolean {
  if (value.kind === 'name' && (value.id === 'self' || value.id === 'cls')) return true;
  const ref = app.project.resolve(value.kind === 'call' ? value.func : value, file);
  return ref?.kind === 'class' || (ref?.kind === 'builtin' && ref.name === 'super');
}
