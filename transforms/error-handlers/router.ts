import { type ErrorHandler, errorHandlers } from '../../src/model/handlers.js';
import type { App } from '../../src/transform.js';
import type { Kind } from './subject.js';

/**
 * Would Flask ask the handler of a blueprint before those of the application, as its route class does? Flask asks for the code
 * everywhere before it asks for a class anywhere, and hands errors of nested blueprints to the outer ones.
 */
export function isAskedFirst(app: App, handler: ErrorHandler, kind: Kind, code: number | undefined): boolean {
  const { scaffold } = handler.item;
  const isOuter = app.events.some((event) => event.kind === 'register' && event.parent === scaffold);
  if (isOuter) return false;
  const isWide = kind === 'anything' || (kind === 'http' && code === undefined);
  return !isWide || !errorHandlers(app).some(({ isLocal }) => !isLocal);
}
