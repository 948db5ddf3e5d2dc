import type { Call, Expr, Span } from '../../src/python/ast.js';
import type { Project } from '../../src/python/project.js';
import { SourceFile } from '../../src/python/source-file.js';
import type { TextFile } from '../../src/python/text-file.js';
import { walk } from '../../src/python/walk.js';
import type { Manifest, Unread } from './formats.js';
import { bracketed, type DependencyList } from './lists.js';
import { parseRequirement } from './requirement.js';

/** `setup(install_requires=[…])`, the list there or in a name of the module. */
export function setupPy(file: TextFile, project: Project): Manifest {
  if (!(file instanceof SourceFile)) return { file, lists: [], unread: [] };
  const lists: DependencyList[] = [];
  const unread: Unread[] = [];
  let python: Span | undefined;
  for (const call of setupCalls(file, project)) {
    for (const { name, value } of call.args) {
      if (name === 'python_requires') python = value;
      if (name !== 'install_requires') continue;
      const given = listOf(value, file, project);
      const list = given && bracketed(file, 'runtime', given.elements, (item) => requirementAt(file, item));
      if (list) lists.push(list);
      // what reads a file of requirements is told by that file
      else if (/flask/i.test(file.slice(given ?? value))) unread.push({ at: value, why: 'layout' });
    }
  }
  return { file, lists, unread, ...(python && { python }) };
}

function* setupCalls(file: SourceFile, project: Project): Iterable<Call> {
  for (const node of walk(file.module)) {
    if (node.kind !== 'call') continue;
    const path = project.externalPath(node.func, file);
    if (path === 'setuptools.setup' || path === 'distutils.core.setup') yield node;
  }
}

function listOf(
  value: Expr,
  file: SourceFile,
  project: Project,
): (Span & { readonly elements: readonly Expr[] }) | undefined {
  if (value.kind === 'list') return value;
  if (value.kind !== 'name') return undefined;
  const ref = project.resolve(value, file);
  const [binding, more] = ref?.kind === 'variable' ? ref.bindings : [];
  return binding?.value?.kind === 'list' && !more && ref?.kind === 'variable' && ref.file === file
    ? binding.value
    : undefined;
}

/** A plain string: no prefix, no escapes, no parts. */
function requirementAt(file: SourceFile, { start, end }: Span) {
  const text = /^(['"])([^'"\\]*)\1$/.exec(file.text.slice(start, end))?.[2];
  const found = text === undefined ? undefined : parseRequirement(text);
  return found && { ...found, at: { start: start + 1, end: end - 1 } };
}
