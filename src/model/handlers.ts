import type { FunctionDef } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { App, Wiring } from './app.js';
import type { HookEvent } from './registration/events.js';
import type { Value } from './registration/values.js';

/** A function that answers errors, as it is registered once. */
export interface ErrorHandler {
  readonly item: Wiring;
  readonly event: HookEvent;
  /** undefined: what is registered is no function of the project that can be told. */
  readonly definition: { readonly file: SourceFile; readonly def: FunctionDef } | undefined;
  /** For errors of one blueprint's views only. */
  readonly isLocal: boolean;
}

const handlersOf = new WeakMap<App, readonly ErrorHandler[]>();

/** The error handlers of the application and of its blueprints, in the order of their registration. */
export function errorHandlers(app: App): readonly ErrorHandler[] {
  let found = handlersOf.get(app);
  if (!found) {
    found = app.wiring.flatMap((item): ErrorHandler[] => {
      const { event, kind, scaffold } = item;
      if (kind !== 'error-handler' || event?.kind !== 'hook') return [];
      const isLocal = scaffold.kind !== 'app' && event.hook === 'errorhandler';
      return [{ item, event, definition: definitionOf(event.function), isLocal }];
    });
    handlersOf.set(app, found);
  }
  return found;
}

/** Is the function registered to answer errors, and given the request with them? In the general form it is like any other. */
export function isErrorHandler(app: App, def: FunctionDef): boolean {
  return app.general?.errors !== true && errorHandlers(app).some(({ definition }) => definition?.def === def);
}

function definitionOf(value: Value | undefined): ErrorHandler['definition'] {
  if (value?.kind !== 'function' || value.def.kind !== 'function' || value.self) return undefined;
  return { file: value.file, def: value.def };
}
