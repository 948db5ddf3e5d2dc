/** The authoring door: everything that a transform may import of the core, besides `src/python` and `src/model`. */
import type { Need, SupportNeed } from './edits/needs.js';
import type { App, Route, RouteSite, Wiring } from './model/app.js';
import type { Reference } from './model/facts.js';
import type { GeneralPart } from './model/general.js';
import type { ObjectUse } from './model/objects.js';
import type { ExternalCall } from './model/registration/interpreter.js';
import type { Module, Node, Span } from './python/ast.js';
import type { TextFile } from './python/text-file.js';

export * from './authoring/answered.js';
export * from './authoring/attributes.js';
export * from './authoring/calls.js';
export * from './authoring/contexts.js';
export * from './authoring/converters.js';
export * from './authoring/database.js';
export * from './authoring/documented.js';
export * from './authoring/exceptions.js';
export * from './authoring/extension-names.js';
export * from './authoring/fixed.js';
export * from './authoring/folders.js';
export * from './authoring/general-site.js';
export * from './authoring/handed-over.js';
export * from './authoring/hooked.js';
export * from './authoring/json.js';
export * from './authoring/locations.js';
export * from './authoring/manifests.js';
export * from './authoring/names.js';
export * from './authoring/parameters.js';
export * from './authoring/path.js';
export * from './authoring/reached.js';
export * from './authoring/rendering.js';
export * from './authoring/router.js';
export * from './authoring/shell.js';
export * from './authoring/signature.js';
export * from './authoring/statements.js';
export * from './authoring/static.js';
export * from './authoring/submitted.js';
export * from './authoring/support.js';
export * from './authoring/views.js';
export * from './authoring/wrapped.js';
export { takesLines } from './edits/lines.js';
export type { Anchor, ImportNeed, LinesNeed, ModuleRef, Need, SupportNeed } from './edits/needs.js';
export type { App, Route, RouteSite, View, Wiring } from './model/app.js';
export type { Reference } from './model/facts.js';
export { speaksWerkzeug } from './model/general.js';
export type { ObjectUse } from './model/objects.js';

/** How sure we are of a change: proved equal; a client could notice; not done. */
export type Trust = 'same' | 'differs' | 'manual';

/** Three sentences. `{name}` stands for an entry of the change's data. */
export interface Message {
  readonly trust: Trust;
  /** One line, the thing in backticks. */
  readonly what: string;
  /** In terms of HTTP, not of syntax. */
  readonly why: string;
  /** Starts with a verb. */
  readonly todo: string;
  /** Of a file around the code: nothing runs before it is done, so it is said before anything else. */
  readonly first?: true;
  /** Of an obstacle to a pure application: there is none where this is in the general form. */
  readonly general?: GeneralPart;
}

/** Replaces a part of a file; of the change's own file unless it names another. */
export interface FileEdit extends Span {
  readonly file?: TextFile;
  readonly text: string;
  readonly rank?: number;
}

/** What a client could notice (report.json, `differences`). */
export interface Difference {
  readonly aspects: readonly string[];
  /** On Flask's side; required where no endpoint is named. */
  readonly where?: Where;
  /** On the new side. */
  readonly becomes?: { readonly status: readonly number[] };
  readonly when: string;
  readonly flask: string;
  readonly after: string;
}
export interface Where {
  readonly method?: readonly string[];
  readonly status?: readonly number[];
  readonly path?: string;
  readonly query?: string;
}

/** One thing a transform does or says at one place. With a `manual` message it is an obstacle and has no edits. */
export interface Change<M extends string = string> {
  readonly message: M;
  readonly data?: Readonly<Record<string, string>>;
  readonly file: TextFile;
  /** What gets underlined. */
  readonly at: Span;
  readonly edits?: readonly FileEdit[];
  readonly needs?: readonly Need[];
  /** Names of Flask that are accounted for without being edited. */
  readonly accounts?: readonly Node[];
  readonly difference?: Difference;
  /** The wiring that this change carries over. */
  readonly ports?: readonly Wiring[];
  /** Support files of an earlier run that nothing uses from now on. */
  readonly removes?: readonly Pick<SupportNeed, 'source' | 'path'>[];
}

/** How the application is written: all of it FastAPI, or FastAPI in front of a Flask application that goes on. */
export type Mode = 'pure' | 'hybrid';

/** A Python file as it will be. */
export interface WrittenFile {
  readonly path: string;
  readonly text: string;
  readonly module: Module;
}

/** The project as it will be when every unit of the plan is done. */
export interface Written {
  readonly mode: Mode;
  /** What an ASGI server is started with: `shop:app`, or a factory. */
  readonly asgi: { readonly target: string; readonly kind: 'object' | 'factory' };
  /** Every Python file that was read or is new, sorted by path. */
  readonly files: readonly WrittenFile[];
}

/** What a transform does for FastAPI. Every function is pure: it looks at the model and yields changes. */
export interface FastapiTarget<M extends string = string> {
  /** A route as pure FastAPI. A `manual` change is an obstacle: the route is bridged instead. */
  migrate?(route: Route, app: App, mode: Mode): Iterable<Change<M>>;
  /** A site's routes as endpoints inside Flask's request. A `manual` change is an obstacle: they are kept. */
  bridge?(site: RouteSite, app: App): Iterable<Change<M>>;
  /** What stands beside the routes while Flask is there: the unit `prep`. */
  prepare?(app: App): Iterable<Change<M>>;
  /**
   * Of an application that was bridged by an earlier run: what takes the bridge out again, so that the application can be
   * converted as if it never had one. A `manual` change keeps Flask in front.
   */
  unbridge?(app: App): Iterable<Change<M>>;
  /** The application as a whole, when all of it becomes FastAPI. A `manual` change keeps Flask in front. */
  wire?(app: App): Iterable<Change<M>>;
  /**
   * Files around the code, which are read because of `around`: dependencies, deployment. Asked when the code is written; what
   * is changed belongs to `prep`, or to the application as a whole when all of it becomes FastAPI. A `manual` change is what
   * a person has to do; nothing waits for it.
   */
  surround?(app: App, written: Written): Iterable<Change<M>>;
  /** The ASGI object or factory that takes the place of the application's entry: `shop.asgi:create_app`. */
  entrypoint?(app: App, mode: Mode): string | undefined;
  /** Something of the application as a whole that no change of a pure application carries over. */
  leftoverWiring?(item: Wiring, app: App): Iterable<Change<M>>;
  /** The same, where nothing says why it is not carried over. */
  unsaidWiring?(item: Wiring, app: App): Iterable<Change<M>>;
  /** A name of Flask that no change accounts for; without a route when it stands outside the views of a pure application. */
  leftover?(reference: Reference, route: Route | undefined, app: App): Iterable<Change<M>>;
  /** A use of the application object or of a blueprint that no change of a pure application accounts for. */
  leftoverUse?(use: ObjectUse, app: App): Iterable<Change<M>>;
}

/** What a transform does for Quart, to which an application goes as a whole or not at all. */
export interface QuartTarget<M extends string = string> {
  /** What the application becomes. A `manual` change is an obstacle: all of it stays as it is. */
  convert(app: App): Iterable<Change<M>>;
  /** A name of Flask, Werkzeug or an extension that no change edits or accounts for. */
  leftover?(reference: Reference, app: App): Iterable<Change<M>>;
  /** Something of the application as a whole that no change carries over. */
  leftoverWiring?(item: Wiring, app: App): Iterable<Change<M>>;
  /** A use of the application object or of a blueprint that no change accounts for. */
  leftoverUse?(use: ObjectUse, app: App): Iterable<Change<M>>;
}

export interface Transform<M extends string = string> {
  /** Equal to the folder's name. */
  readonly name: string;
  readonly summary: string;
  /** Names of transforms whose changes come first. */
  readonly after?: readonly string[];
  readonly messages: Readonly<Record<M, Message>>;
  readonly fastapi?: FastapiTarget<NoInfer<M>>;
  /** Files beside the application's own that it looks at, by path; `text()` of the project has them. */
  readonly around?: RegExp;
  readonly quart?: QuartTarget<NoInfer<M>>;
  /** Calls of libraries that register routes, by path. */
  readonly externals?: Readonly<Record<string, ExternalCall>>;
}

/** Makes a message id that the transform does not have a type error. */
export function defineTransform<M extends string>(transform: Transform<M>): Transform<M> {
  return transform;
}
