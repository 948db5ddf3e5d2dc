import type { Ref } from './project.js';

/** Do two names stand for one thing? */
export function sameRef(a: Ref, b: Ref): boolean {
  if (a.kind === 'external' && b.kind === 'external') return a.path === b.path;
  if (a.kind === 'module' && b.kind === 'module') return a.file === b.file;
  if ((a.kind === 'function' && b.kind === 'function') || (a.kind === 'class' && b.kind === 'class')) {
    return a.node === b.node;
  }
  return a.kind === 'namespace' && b.kind === 'namespace' && a.name === b.name;
}
