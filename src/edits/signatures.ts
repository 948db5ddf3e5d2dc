import type { FunctionDef, Param } from '../python/ast.js';
import type { Edit } from './edit-book.js';
import type { Need, ParameterNeed } from './needs.js';

/** The owner of parameter lists and of `async`: two changes that want `request: Request` get one parameter. */
export function signatureEdits(needs: readonly Need[]): Edit[] {
  const edits: Edit[] = [];
  const params = new Map<FunctionDef, ParameterNeed[]>();
  const asyncs = new Set<FunctionDef>();
  for (const need of needs) {
    if (need.kind === 'parameter') {
      const found = params.get(need.def) ?? [];
      if (!found.some((one) => one.name === need.name)) found.push(need);
      params.set(need.def, found);
    }
    if (need.kind === 'async' && !need.def.isAsync) asyncs.add(need.def);
  }
  for (const def of asyncs) edits.push({ start: def.defStart, end: def.defStart, text: 'async ' });
  for (const [def, wanted] of params) edits.push(parameterEdit(def, wanted));
  return edits;
}

/** New parameters have no default, so they stand in front of the first that has one. */
function parameterEdit(def: FunctionDef, wanted: readonly ParameterNeed[]): Edit {
  const texts = [...wanted]
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map((need) => `${need.name}: ${need.annotation}`);
  const ahead = def.params.findLast(
    (param) => !param.default && (param.form === 'positional' || param.form === 'positional-only'),
  );
  const self = def.params.find(isSelf);
  const [first] = self ? def.params.slice(1) : def.params;
  if (wanted.some((need) => need.rank < 0) || !ahead) {
    if (self) return { start: self.end, end: self.end, text: texts.map((text) => `, ${text}`).join('') };
    const at = def.parens.start + 1;
    if (!first) return { start: at, end: def.parens.end - 1, text: texts.join(', ') };
    return { start: first.start, end: first.start, text: `${texts.join(', ')}, ` };
  }
  return { start: ahead.end, end: ahead.end, text: texts.map((text) => `, ${text}`).join('') };
}

/** The `self` of a method: it stays first. */
function isSelf(param: Param, index: number): boolean {
  return index === 0 && (param.name === 'self' || param.name === 'cls') && !param.annotation && !param.default;
}
