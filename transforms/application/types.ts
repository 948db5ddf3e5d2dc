import type { Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, isInView, libraryName, type Named, outsideReferences } from '../../src/transform.js';

const MODULE = 'flask.typing';

/** `from flask.typing import ResponseReturnValue`: names for type checkers. What a view returns is annotated with its route. */
export function* typeChanges(app: App): Iterable<Change<'type'>> {
  for (const { path, file, node } of outsideReferences(app, [MODULE], true)) {
    const name = path.slice(MODULE.length + 1);
    if (!/^\w+$/.test(name) || isReturnedByView(app, file, node)) continue;
    const known = name.endsWith('Callable') ? anyFunction(app, file) : anything(app, file);
    const edits = [{ start: node.start, end: node.end, text: known.text }];
    yield { message: 'type', file, at: node, data: { name, becomes: known.text }, edits, needs: known.needs };
  }
}

function isReturnedByView(app: App, file: SourceFile, node: Node): boolean {
  let child = node;
  for (let parent = file.parentOf(node); parent; parent = file.parentOf(parent)) {
    const [first] = parent.kind === 'function' && parent.returns === child ? parent.body : [];
    if (first) return isInView(app, file, first);
    child = parent;
  }
  return false;
}

function anything(app: App, file: SourceFile): Named {
  return libraryName({ app, file, mode: 'pure' }, 'typing', 'Any');
}

/** With the `Callable` that the file has already. */
function anyFunction(app: App, file: SourceFile): Named {
  const any = anything(app, file);
  const bindings = app.project.scopes(file).module.bindings.get('Callable') ?? [];
  const isOfTyping = bindings.some((binding) => {
    const ref = binding.kind === 'import' ? app.project.imported(binding, file) : undefined;
    return ref?.kind === 'external' && ref.path === 'typing.Callable';
  });
  const known = libraryName({ app, file, mode: 'pure' }, isOfTyping ? 'typing' : 'collections.abc', 'Callable');
  return { text: `${known.text}[..., ${any.text}]`, needs: [...known.needs, ...any.needs] };
}
