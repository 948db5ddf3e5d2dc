import { isBridgeRouter } from '../../src/model/bridge.js';
import { flaskRule } from '../../src/model/rules.js';
import type { Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import type { App, FileEdit, Need, RouteSite } from '../../src/transform.js';

/** `@bridged.post("/items/{id:int}")` → `@bp.post("/items/<int:id>")`: what bridging a site has done, the other way round. */
export function flaskSite(
  site: RouteSite,
  app: App,
): { readonly edits: readonly FileEdit[]; readonly needs: readonly Need[] } | undefined {
  const { receiver, file, call } = site;
  if (!receiver || call.func.kind !== 'attribute') return undefined;
  const target = targetOf(receiver, file, app);
  if (!target) return undefined;
  const edits: FileEdit[] = [{ file, start: receiver.start, end: receiver.end, text: target.text }];
  const { attr, attrStart, end } = call.func;
  if (attr !== 'route' && attr !== 'add_url_rule') {
    if (attr === 'api_route') edits.push({ file, start: attrStart, end, text: 'route' });
    edits.push(...wordEdits(file, call));
  }
  return { edits, needs: target.needs };
}

/** What the FlaskRouter stands for, as this file can name it. */
function targetOf(receiver: Expr, file: SourceFile, app: App): { text: string; needs: Need[] } | undefined {
  const { project } = app;
  if (receiver.kind === 'call') {
    const [given] = receiver.args;
    return given && isBridgeRouter(project, file, receiver) ? { text: file.slice(given.value), needs: [] } : undefined;
  }
  const ref = project.resolve(receiver, file);
  if (ref?.kind !== 'variable') return undefined;
  const value = ref.bindings.find((binding) => !binding.typing)?.value;
  if (value?.kind !== 'call' || !isBridgeRouter(project, ref.file, value)) return undefined;
  const given = value.args[0]?.value;
  if (given?.kind !== 'name') return undefined;
  if (ref.file === file) return { text: given.id, needs: [] };
  if (receiver.kind === 'attribute') return { text: `${file.slice(receiver.value)}.${given.id}`, needs: [] };
  return {
    text: given.id,
    needs: [{ kind: 'import', file, module: { path: ref.file.path }, name: given.id }],
  };
}

const WORDS: Readonly<Record<string, string>> = { path: 'rule', name: 'endpoint' };

function* wordEdits(file: SourceFile, call: Call): Generator<FileEdit> {
  for (const arg of call.args) {
    const word = arg.name && WORDS[arg.name];
    if (word) yield { file, start: arg.start, end: arg.start + (arg.name as string).length, text: word };
  }
  const path = call.args.find((arg) => !arg.name || arg.name === 'path')?.value;
  if (path?.kind !== 'string') return;
  for (const found of file.slice(path).matchAll(/\{\w+(?::\w+)?\}/g)) {
    const start = path.start + found.index;
    yield { file, start, end: start + found[0].length, text: flaskRule(found[0]) };
  }
}
