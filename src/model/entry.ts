import type { ClassDef, Expr, FunctionDef, Node } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosing, statementOf } from '../python/surroundings.js';
import { walk, walkOwn } from '../python/walk.js';
import { canonical } from './flask-names.js';

/** Where the application comes from: `package.module:attribute`, an object or a function that makes one. */
export interface EntryRef {
  readonly module: string;
  readonly attribute: string;
}

export interface Candidate extends EntryRef {
  readonly kind: 'object' | 'factory';
  readonly file: SourceFile;
  readonly line: number;
}

/** `MODULE:ATTR`, as gunicorn takes it; a call (`create_app()`) names the factory. */
export function parseEntry(text: string): EntryRef | undefined {
  const match = /^([\w.]+):([A-Za-z_]\w*)(\(.*\))?$/.exec(text);
  return match ? { module: match[1] as string, attribute: match[2] as string } : undefined;
}

/** The places where the project makes a Flask object, tests and examples of documentation left out. */
export function findEntries(project: Project): Candidate[] {
  const found: Candidate[] = [];
  for (const file of project.files) {
    if (isTest(file.path)) continue;
    for (const node of walk(file.module)) {
      if (node.kind !== 'call' || !isFlaskClass(project, file, node.func)) continue;
      const candidate = candidateAt(project, file, node);
      if (candidate && !found.some((one) => one.module === candidate.module && one.attribute === candidate.attribute)) {
        found.push(candidate);
      }
    }
  }
  return found;
}

function isTest(path: string): boolean {
  return /(^|\/)(tests?|docs?)\//.test(path) || /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/.test(path);
}

/** flask.Flask, or a class of the project that descends from it. */
export function isFlaskClass(project: Project, file: SourceFile, expr: Expr, depth = 0): boolean {
  const ref = project.resolve(expr, file);
  if (ref?.kind === 'external') return canonical(ref.path) === 'flask.Flask';
  if (ref?.kind !== 'class' || depth > 10 || isIsland(ref.file, ref.node)) return false;
  return ref.node.bases.some((base) => !base.name && isFlaskClass(project, ref.file, base.value, depth + 1));
}

/** Our Flask application inside of a FastAPI one: a place for an extension, not what the project serves. */
export function isIsland(file: SourceFile, def: ClassDef): boolean {
  return def.name === 'Island' && /(^|\/)islands\.py$/.test(file.path);
}

function candidateAt(project: Project, file: SourceFile, call: Node): Candidate | undefined {
  const owner = enclosing(file, call);
  const at = { module: project.moduleName(file.path), file, line: file.positionOf(call.start).line };
  if (!owner) {
    const stmt = statementOf(file, call);
    const target = stmt?.kind === 'assign' ? stmt.targets[0] : undefined;
    return target?.kind === 'name' ? { ...at, attribute: target.id, kind: 'object' } : undefined;
  }
  if (owner.kind !== 'function' || enclosing(file, owner)) return undefined;
  return returnsSomething(owner) ? { ...at, attribute: owner.name, kind: 'factory' } : undefined;
}

function returnsSomething(def: FunctionDef): boolean {
  for (const node of walkOwn(def.body)) if (node.kind === 'return' && node.values.length > 0) return true;
  return false;
}
