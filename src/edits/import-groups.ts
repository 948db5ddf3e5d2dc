import { STANDARD_LIBRARY } from '../python/standard-library.js';

/** Where an import belongs among the others: 0 `__future__`, 1 standard library, 2 libraries, 3 the project, 4 relative. */
export function groupOf(module: string, isProjects: (name: string) => boolean): number {
  if (module.startsWith('.')) return 4;
  if (module === '__future__') return 0;
  const head = module.split('.')[0] as string;
  if (STANDARD_LIBRARY.has(head)) return 1;
  return isProjects(head) || isProjects(module) ? 3 : 2;
}
