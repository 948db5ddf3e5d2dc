import type { ClassDef, FunctionDef, SimpleStmt, Stmt } from '../python/ast.js';
import { walkOwn } from '../python/walk.js';

export const HTTP_METHODS = new Set(['get', 'post', 'put', 'delete', 'patch', 'head', 'options', 'trace']);

/** The functions that answer: the view; a class's methods named after those of HTTP, or the one that answers them all. */
export function functionsOf(def: FunctionDef | ClassDef): readonly FunctionDef[] {
  if (def.kind === 'function') return [def];
  const methods = def.body.filter((stmt): stmt is FunctionDef => stmt.kind === 'function');
  const named = methods.filter(({ name }) => HTTP_METHODS.has(name));
  return named.length > 0 ? named : methods.filter(({ name }) => name === 'dispatch_request');
}

/** The `return` statements of a function itself, those of functions inside it left out. */
export function returnsOf(def: FunctionDef): readonly SimpleStmt[] {
  return [...walkOwn(def.body)].filter((node): node is SimpleStmt => node.kind === 'return');
}

/** Does the function hand out values one by one? */
export function isGenerator(def: FunctionDef): boolean {
  return [...walkOwn(def.body)].some((node) => node.kind === 'yield' || node.kind === 'yield-from');
}

/**
 * May the end of the body be reached, so that the function returns None?
 *
 * @param leaves Statements that never come back, besides `return` and `raise`: a call of `abort`.
 */
export function fallsThrough(body: readonly Stmt[], leaves: (stmt: Stmt) => boolean = () => false): boolean {
  const through = (inner: readonly Stmt[]) => fallsThrough(inner, leaves);
  return body.every((stmt) => {
    switch (stmt.kind) {
      case 'return':
      case 'raise':
        return false;
      case 'if':
        return stmt.orelse.length === 0 || [...stmt.branches.map((one) => one.body), stmt.orelse].some(through);
      case 'with':
        return through(stmt.body);
      case 'try':
        if (stmt.finalbody.length > 0 && !through(stmt.finalbody)) return false;
        return (
          stmt.handlers.some((handler) => through(handler.body)) ||
          (through(stmt.body) && (stmt.orelse.length === 0 || through(stmt.orelse)))
        );
      case 'while': {
        const endless = stmt.subject.kind === 'constant' && stmt.subject.value === true;
        return !endless || [...walkOwn(stmt.body)].some((node) => node.kind === 'break');
      }
      default:
        return !leaves(stmt);
    }
  });
}
