import type { Import, ImportedName, ImportFrom } from './ast.js';
import type { Branch } from './tree.js';

/** `import a.b as c`, `from .a import (b as c, d)`, `from __future__ import e`. */
export function convertImport(node: Branch, text: string): Import | ImportFrom {
  const at = { start: node.start, end: node.end };
  if (node.type === 'import_statement') return { kind: 'import', ...at, names: importedNames(node.kids, text) };
  const isFuture = node.type === 'future_import_statement';
  const [module] = node.kids;
  const source = isFuture || !module ? '__future__' : compact(module, text);
  const level = /^\.*/.exec(source)?.[0].length ?? 0;
  const rest = isFuture ? node.kids : node.kids.slice(1);
  const open = text.indexOf('(', isFuture ? node.start : module?.end);
  const isOpened = open >= 0 && open < (rest[0]?.start ?? node.end);
  return {
    kind: 'from',
    ...at,
    level,
    module: source.slice(level),
    names: importedNames(
      rest.filter((kid) => kid.type !== 'wildcard_import'),
      text,
    ),
    star: rest.some((kid) => kid.type === 'wildcard_import'),
    ...(isOpened && { parens: { start: open, end: node.end } }),
  };
}

function importedNames(nodes: readonly Branch[], text: string): ImportedName[] {
  return nodes.map((node) => {
    const at = { kind: 'imported' as const, start: node.start, end: node.end };
    if (node.type !== 'aliased_import') return { ...at, name: compact(node, text) };
    return { ...at, name: compact(node.kid(0), text), asName: compact(node.kid(1), text) };
  });
}

/** A dotted name may have spaces in it. */
function compact(node: Branch, text: string): string {
  return text.slice(node.start, node.end).replace(/\s+/g, '');
}
