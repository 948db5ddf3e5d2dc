import type { FunctionDef, Name, Node } from '../../python/ast.js';
import { boundAt } from '../../python/lookup.js';
import type { SourceFile } from '../../python/source-file.js';
import { statementOf } from '../../python/surroundings.js';
import { walk } from '../../python/walk.js';
import type { In } from '../shapes.js';

const namesOf = new WeakMap<FunctionDef, ReadonlyMap<string, readonly Name[]>>();

/** Where a variable is used with the value that it is given at `target`. */
export function usesOf({ app, file, def }: In, target: Name): readonly Name[] {
  const scopeAt = (name: Name) => boundAt(app.project, file, name)?.scope;
  const scope = scopeAt(target);
  if (!scope || scope.node.kind === 'module' || scope.node.kind === 'class') return [];
  // a comprehension uses its variable in front of where it is bound
  if (scope.node.kind === 'comprehension') {
    return [...walk(scope.node)].filter(
      (node): node is Name =>
        node.kind === 'name' && node.id === target.id && node !== target && scopeAt(node) === scope,
    );
  }
  const others = (scope.bindings.get(target.id) ?? []).filter(({ node }) => node.start > target.start);
  const cuts = others.flatMap(({ node }) => (areApart(file, target, node) ? [] : [endOf(file, node)]));
  const last = Math.min(...cuts, Number.POSITIVE_INFINITY);
  const targets = new Set<Node>((scope.bindings.get(target.id) ?? []).map(({ node }) => node));
  return (named(def).get(target.id) ?? []).filter(
    (name) => name.start > target.start && name.start < last && !targets.has(name) && scopeAt(name) === scope,
  );
}

function named(def: FunctionDef): ReadonlyMap<string, readonly Name[]> {
  let found = namesOf.get(def);
  if (!found) {
    const all = new Map<string, Name[]>();
    for (const node of walk(def.body)) {
      if (node.kind !== 'name') continue;
      const known = all.get(node.id);
      if (known) known.push(node);
      else all.set(node.id, [node]);
    }
    namesOf.set(def, all);
    found = all;
  }
  return found;
}

/** `n = int(n)` still reads the old value. */
function endOf(file: SourceFile, binding: Node): number {
  const stmt = statementOf(file, binding);
  return stmt?.kind === 'assign' ? stmt.end : binding.start;
}

/** In different branches, of which one runs: what the other binds says nothing of this one. */
function areApart(file: SourceFile, one: Node, other: Node): boolean {
  for (let parent = file.parentOf(one); parent; parent = file.parentOf(parent)) {
    if (parent.start > other.start || other.end > parent.end) continue;
    if (parent.kind === 'if') {
      const bodies = [...parent.branches.map(({ body }) => body), parent.orelse];
      return branchOf(bodies, one) !== branchOf(bodies, other);
    }
    if (parent.kind === 'try') {
      const bodies = [[...parent.body, ...parent.orelse], ...parent.handlers.map(({ body }) => body)];
      return branchOf(bodies, one) !== branchOf(bodies, other);
    }
    return false;
  }
  return false;
}

function branchOf(bodies: readonly (readonly Node[])[], node: Node): number {
  return bodies.findIndex((body) => body.some((stmt) => stmt.start <= node.start && node.end <= stmt.end));
}
