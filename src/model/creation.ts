import type { Argument, Call, Stmt } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { enclosingFunction, statementOf } from '../python/surroundings.js';
import type { Scaffold } from './registration/values.js';

/** Where an application or a blueprint is made: `app = Flask(__name__)`, or `super().__init__(__name__)` in a class of the project. */
export interface Creation {
  readonly file: SourceFile;
  readonly call: Call;
  /** What Flask itself is given: without the `self` of `Flask.__init__(self, __name__)`. */
  readonly args: readonly Argument[];
  readonly stmt: Stmt | undefined;
  /** The name that the object has there. */
  readonly object: string | undefined;
}

/** undefined: it is not made by a call. */
export function creationOf(scaffold: Scaffold): Creation | undefined {
  const { file, node } = scaffold.init ?? scaffold.site;
  if (node.kind !== 'call') return undefined;
  const stmt = statementOf(file, node);
  if (scaffold.init) {
    const isUnbound = node.func.kind === 'attribute' && node.func.value.kind !== 'call';
    const self = enclosingFunction(file, node)?.params[0]?.name;
    return { file, call: node, args: isUnbound ? node.args.slice(1) : node.args, stmt, object: self };
  }
  const target = stmt?.kind === 'assign' ? stmt.targets[0] : undefined;
  const isNamed = target?.kind === 'name' || target?.kind === 'attribute';
  return { file, call: node, args: node.args, stmt, object: isNamed ? file.slice(target) : undefined };
}

/** The file in which Flask is told what the application is. */
export function fileOf(scaffold: Scaffold): SourceFile {
  return (scaffold.init ?? scaffold.site).file;
}
