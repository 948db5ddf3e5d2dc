import type { Expr } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import type { App } from './app.js';
import { givenFolder, mayBeAnywhere } from './folders.js';
import { references } from './references.js';
import { asString, type Scaffold } from './registration/values.js';

/** A folder with templates. */
export interface TemplateFolder {
  readonly scaffold: Scaffold;
  /** As the code says it (flask/sansio/scaffold.py, `template_folder`). */
  readonly given: string;
  readonly isAbsolute: boolean;
  readonly path: string;
}

/** The application and its blueprints, in the order in which they are registered. */
function scaffoldsOf(app: App): ReadonlySet<Scaffold> {
  const scaffolds = new Set<Scaffold>([app.scaffold]);
  for (const event of app.events) if (event.kind === 'register') scaffolds.add(event.child);
  return scaffolds;
}

/** The folders in which the application and its blueprints look for templates, as far as they exist. */
export function templateFolders(app: App): readonly TemplateFolder[] {
  return [...scaffoldsOf(app)].flatMap((scaffold) => {
    const option = scaffold.options.get('template_folder');
    const given = option ? asString(option) : scaffold.kind === 'app' ? 'templates' : undefined;
    const found = given === undefined ? undefined : givenFolder(app, scaffold, given);
    if (given === undefined || !found || !app.project.folders.has(found.path)) return [];
    return [{ scaffold, given, ...found }];
  });
}

/** The object that is given a template folder which cannot be found; undefined when there is none. */
export function unknownTemplateFolder(app: App): Scaffold | undefined {
  const known = new Set(templateFolders(app).map(({ scaffold }) => scaffold));
  return [...scaffoldsOf(app)].find((scaffold) => {
    const given = scaffold.options.get('template_folder');
    if (!given) return scaffold.kind === 'app' && mayBeAnywhere(app, scaffold, 'templates');
    return !known.has(scaffold) && !(given.kind === 'const' && given.value === null);
  });
}

/** A template as far as it can be read. */
export interface TemplateText {
  readonly path: string;
  readonly text: string;
}

const textsOf = new WeakMap<App, readonly TemplateText[]>();

/** Every template of the application: in its folders, and written out in its code. */
export function templateTexts(app: App): readonly TemplateText[] {
  let found = textsOf.get(app);
  if (!found) {
    const folders = templateFolders(app).map(({ path }) => `${path}/`);
    const texts: TemplateText[] = [];
    for (const [path, text] of app.project.texts) {
      if (folders.some((folder) => path.startsWith(folder))) texts.push({ path, text: text().text });
    }
    for (const { file, source } of writtenOut(app)) {
      if (source !== undefined) texts.push({ path: file.path, text: source });
    }
    textsOf.set(app, texts);
    found = texts;
  }
  return found;
}

/** Is there a template whose text is only known at run time? It may use whatever Flask has for templates. */
export function hasUnreadTemplates(app: App): boolean {
  if (app.files.some((file) => OTHER_MARKS.test(file.text))) return true;
  return writtenOut(app).some(({ source }) => source === undefined);
}

/** Settings that give code in templates other marks than braces, or take templates from somewhere else. */
const OTHER_MARKS = /\b(block_start_string|variable_start_string|line_statement_prefix|jinja_loader)\b/;

const FROM_TEXT = ['flask.render_template_string', 'flask.stream_template_string'];

function writtenOut(app: App): { readonly file: SourceFile; readonly source: string | undefined }[] {
  return references(app).flatMap(({ path, file, node }) => {
    if (!FROM_TEXT.includes(path)) return [];
    const parent = file.parentOf(node);
    if (parent?.kind !== 'call' || parent.func !== node)
      return parent?.kind === 'from' ? [] : [{ file, source: undefined }];
    const given = parent.args.find(({ name }, index) => name === 'source' || (index === 0 && !name));
    return [{ file, source: given && !given.star ? textOf(app, file, given.value) : undefined }];
  });
}

/** A text that is written out, there or in a name of the module that is given it once. */
function textOf(app: App, file: SourceFile, expr: Expr): string | undefined {
  if (expr.kind === 'string') return expr.value;
  if (expr.kind === 'parenthesized' && expr.value) return textOf(app, file, expr.value);
  if (expr.kind !== 'name' && expr.kind !== 'attribute') return undefined;
  const ref = app.project.resolve(expr, file);
  if (ref?.kind !== 'variable' || ref.scope.node.kind !== 'module') return undefined;
  const [binding, more] = ref.bindings;
  return !more && binding?.value?.kind === 'string' ? binding.value.value : undefined;
}

/** A name in the expressions and statements of a template. */
export interface TemplateName {
  readonly path: string;
  readonly name: string;
}

/** The first of `names` that a template of the application uses: `session` in `{{ session.user }}`. */
function usedInTemplates(app: App, names: readonly string[]): TemplateName | undefined {
  for (const { path, text } of templateTexts(app)) {
    const name = usedIn(text, names);
    if (name) return { path, name };
  }
  return undefined;
}

/** May a template use one of `names`, as far as that can be told? */
export function mayBeUsedInTemplates(app: App, names: readonly string[]): boolean {
  return hasUnreadTemplates(app) || usedInTemplates(app, names) !== undefined;
}

/** The code in a template, without texts in quotes: what stands in braces, and all else where that has marks of its own. */
export function codeIn(text: string): string[] {
  const blocks = [...text.matchAll(/\{\{.*?\}\}|\{%.*?%\}/gs)].map(([code]) => code);
  return blocks.map((code) => code.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs, '""'));
}

function usedIn(text: string, names: readonly string[]): string | undefined {
  const pattern = new RegExp(`(?<![\\w.])(${names.join('|')})(?!\\w)`);
  for (const code of codeIn(text)) {
    const found = pattern.exec(code);
    if (found) return found[1];
  }
  return undefined;
}
