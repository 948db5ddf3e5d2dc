import { isFlaskName } from '../../src/model/flask-names.js';
import type { Returned } from '../../src/model/returns.js';
import type { In } from '../../src/model/shapes.js';
import type { Expr } from '../../src/python/ast.js';
import { dottedName, walk } from '../../src/python/walk.js';
import { type Change, libraryName, type Mode, type Need, type Route } from '../../src/transform.js';

/** Annotations that FastAPI can take for a model without doing anything to the response. */
const HARMLESS = new Set(['str', 'dict', 'list', 'Any', 'typing.Any', 'None']);

/**
 * FastAPI reads a return annotation as the model of the response. One of Flask or Werkzeug goes, or becomes FastAPI's Response
 * where nothing else is returned; any other stays, and is said to be no model.
 */
export function annotationChange(
  at: In,
  route: Route,
  found: readonly Returned[],
  mode: Mode,
): Pick<Change, 'edits' | 'needs'> | undefined {
  const { app, file, def } = at;
  const { returns } = def;
  if (!returns) return undefined;
  const speaksFlask = app.facts.collect(file, [returns]).references.some(({ path }) => isFlaskName(path));
  if (quotesFlask(at, returns)) return { edits: [{ start: def.parens.end, end: returns.end, text: '' }] };
  const names = [...walk(returns)].flatMap((node) => (node.kind === 'name' ? [dottedName(node) ?? ''] : []));
  // a tuple with a status becomes a response
  const speaksTuple = found.some((one) => one.parts) && names.some((name) => /^tuple$/i.test(name));
  if (speaksFlask || speaksTuple) {
    const allResponses = found.length > 0 && found.every((one) => one.parts !== undefined || one.shape === 'response');
    if (!allResponses) return { edits: [{ start: def.parens.end, end: returns.end, text: '' }] };
    const known = libraryName({ app, file, mode }, 'fastapi', 'Response');
    return { edits: [{ start: returns.start, end: returns.end, text: known.text }], needs: known.needs };
  }
  if (returns.kind === 'constant' || (returns.kind === 'name' && names.every((name) => HARMLESS.has(name)))) {
    return undefined;
  }
  const { site } = route;
  const option: Need = { kind: 'option', file: site.file, call: site.call, name: 'response_model', value: 'None' };
  return { needs: [option] };
}

/** `-> "Response"`: the name is looked up by FastAPI, too. */
function quotesFlask({ app, file }: In, returns: Expr): boolean {
  const { module } = app.project.scopes(file);
  return [...walk(returns)].some((node) => {
    const words = node.kind === 'string' ? (node.value?.match(/[A-Za-z_]\w*/g) ?? []) : [];
    return words.some((word) =>
      module.bindings.get(word)?.some((binding) => {
        const ref = binding.kind === 'import' ? app.project.imported(binding, file) : undefined;
        return ref?.kind === 'external' && isFlaskName(ref.path);
      }),
    );
  });
}
