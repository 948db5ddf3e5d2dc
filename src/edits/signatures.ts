import type { Call, FunctionDef, Param, Span } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { Edit } from './edit-book.js';
import type { ArgumentNeed, Need, ParameterNeed } from './needs.js';

/** The owner of parameter lists, of arguments for new parameters, and of `async`: who wants the same `request: Request` shares it. */
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
  edits.push(...argumentEdits(needs));
  return edits;
}

/** New parameters of helpers stand first, so their arguments do, whatever else a call hands over. */
function argumentEdits(needs: readonly Need[]): Edit[] {
  const calls = new Map<Call, ArgumentNeed[]>();
  for (const need of needs) {
    if (need.kind !== 'argument') continue;
    const found = calls.get(need.call) ?? [];
    if (!found.some((one) => one.rank === need.rank)) found.push(need);
    calls.set(need.call, found);
  }
  return [...calls].map(([call, wanted]) => {
    const text = [...wanted]
      .sort((a, b) => a.rank - b.rank)
      .map((need) => need.text)
      .join(', ');
    return argumentEdit((wanted[0] as ArgumentNeed).file, call, text);
  });
}

function argumentEdit(file: SourceFile, { args: [first], parens }: Call, text: string): Edit {
  if (!first) return { start: parens.start + 1, end: parens.end - 1, text };
  return { start: first.start, end: first.start, text: `${text},${gapBefore(file, parens, first)}` };
}

/** Between something new and what is the first yet: a line break, if that one stands on a line of its own. */
function gapBefore(file: SourceFile, parens: Span, first: Span): string {
  const isBroken = /[\r\n]/.test(file.text.slice(parens.start, first.start));
  return isBroken ? file.eol + file.indentAt(first.start) : ' ';
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
    // (*, size): the star stays behind it
    if (first.form === 'keyword-only') return { start: at, end: at, text: `${texts.join(', ')}, ` };
    const gap = gapBefore((wanted[0] as ParameterNeed).file, def.parens, first);
    return { start: first.start, end: first.start, text: texts.map((text) => `${text},${gap}`).join('') };
  }
  return { start: ahead.end, end: ahead.end, text: texts.map((text) => `, ${text}`).join('') };
}

/** The `self` of a method: it stays first. */
function isSelf(param: Param, index: number): boolean {
  return index === 0 && (param.name === 'self' || param.name === 'cls') && !param.annotation && !param.default;
}
