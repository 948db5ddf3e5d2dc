import type { FunctionDef, Node, Stmt } from '../../python/ast.js';
import type { SourceFile } from '../../python/source-file.js';
import { walk, walkOwn } from '../../python/walk.js';
import type { App } from '../app.js';
import { canonical } from '../flask-names.js';
import type { In } from '../shapes.js';

/** What a part of the request is there for, which the documentation says by itself: `if request.method == "POST":`. */
const ABOUT = new Set(['method', 'is_json', 'mimetype', 'content_type'].map((name) => `flask.request.${name}`));

/** Does every request that comes to `within` come to `node`, too? */
export function isAlwaysReached(at: In, node: Node, within: Node): boolean {
  const { app, file, def } = at;
  let child = node;
  for (let parent = file.parentOf(node); parent && child !== within; parent = file.parentOf(parent)) {
    if (parent !== within && mayPassBy(app, file, parent, child)) return false;
    child = parent;
  }
  return within !== def || !returnsBefore(at, def, node);
}

/** Would what is raised at `node` be caught by the view itself? */
export function isCaughtInside(file: SourceFile, node: Node, within: Node): boolean {
  let child = node;
  for (let parent = file.parentOf(node); parent && child !== within; parent = file.parentOf(parent)) {
    if (parent.kind === 'try' && parent.handlers.length > 0 && parent.body.some((stmt) => stmt === child)) return true;
    child = parent;
  }
  return false;
}

/** May what holds `child` run without it? */
function mayPassBy(app: App, file: SourceFile, parent: Node, child: Node): boolean {
  switch (parent.kind) {
    case 'if':
      return parent.branches[0]?.test !== child && !parent.branches.some((one) => isAbout(app, file, one.test));
    case 'for':
    case 'while':
      return parent.subject !== child;
    case 'try':
      return !parent.body.some((stmt) => stmt === child) && !parent.finalbody.some((stmt) => stmt === child);
    case 'conditional':
      return parent.test !== child && !isAbout(app, file, parent.test);
    case 'bool':
      return parent.operands[0] !== child;
    case 'comprehension':
      return parent.clauses.length > 1 || parent.clauses.some(({ conditions }) => conditions.length > 0);
    case 'match':
    case 'function':
    case 'lambda':
    case 'class':
    case 'assert':
      return true;
    default:
      return false;
  }
}

function isAbout(app: App, file: SourceFile, test: Node): boolean {
  return [...walk(test)].some((node) => node.kind === 'attribute' && ABOUT.has(pathOf(app, file, node)));
}

function pathOf(app: App, file: SourceFile, node: Extract<Node, { kind: 'attribute' }>): string {
  return canonical(app.project.externalPath(node, file) ?? '');
}

/** `if args.get("kind") == "short": return …` above it: not every answer needs what is read below. */
function returnsBefore({ app, file }: In, def: FunctionDef, node: Node): boolean {
  return [...walkOwn(def.body)].some((one) => {
    if (one.kind !== 'return' || one.end > node.start || isRefusal(one)) return false;
    const outer = file.parentOf(one);
    return !(outer?.kind === 'if' && outer.branches.some(({ test }) => isAbout(app, file, test)));
  });
}

/** `return …, 400` */
function isRefusal(stmt: Stmt): boolean {
  const [value] = stmt.kind === 'return' ? stmt.values : [];
  const status = value?.kind === 'tuple' ? value.elements[1] : undefined;
  return status?.kind === 'number' && status.value >= 400;
}
