import { posix } from 'node:path';
import type { App } from './app.js';
import { asString, type Scaffold } from './registration/values.js';

/** Template folders and what stands in them. */
export interface TemplateFolder {
  readonly scaffold: Scaffold;
  /** Below the module that makes the object, as Flask has it (flask/sansio/scaffold.py, `template_folder`). */
  readonly name: string;
  readonly path: string;
}

/** The folders in which the application and its blueprints look for templates, as far as they exist. */
export function templateFolders(app: App): readonly TemplateFolder[] {
  const scaffolds = new Set<Scaffold>([app.scaffold]);
  for (const event of app.events) if (event.kind === 'register') scaffolds.add(event.child);
  return [...scaffolds].flatMap((scaffold) => {
    const given = scaffold.options.get('template_folder');
    const name = given ? asString(given) : scaffold.kind === 'app' ? 'templates' : undefined;
    if (name === undefined) return [];
    const path = posix.normalize(posix.join(posix.dirname(scaffold.site.file.path), name));
    return app.project.folders.has(path) ? [{ scaffold, name, path }] : [];
  });
}

/** Does every object that is given a template folder name one that can be found? */
export function templateFoldersAreKnown(app: App): boolean {
  const known = new Set(templateFolders(app).map(({ scaffold }) => scaffold));
  const scaffolds = app.events.flatMap((event) => (event.kind === 'register' ? [event.child] : []));
  return [app.scaffold, ...scaffolds].every((scaffold) => {
    const given = scaffold.options.get('template_folder');
    return !given || known.has(scaffold) || (given.kind === 'const' && given.value === null);
  });
}

/** A name in the expressions and statements of a template. */
export interface TemplateName {
  readonly path: string;
  readonly name: string;
}

/** The first of `names` that a template of the application uses: `session` in `{{ session.user }}`. */
export function usedInTemplates(app: App, names: readonly string[]): TemplateName | undefined {
  const folders = templateFolders(app).map(({ path }) => `${path}/`);
  for (const [path, text] of app.project.texts) {
    if (!folders.some((folder) => path.startsWith(folder))) continue;
    const name = usedIn(text(), names);
    if (name) return { path, name };
  }
  return undefined;
}

/** The same for one template's text. Attributes (`item.session`) and texts in quotes do not count. */
export function usedIn(text: string, names: readonly string[]): string | undefined {
  const pattern = new RegExp(`(?<![\\w.])(${names.join('|')})(?!\\w)`);
  for (const [code] of text.matchAll(/\{\{.*?\}\}|\{%.*?%\}/gs)) {
    const found = pattern.exec(code.replace(/'[^']*'|"[^"]*"/g, ''));
    if (found) return found[1];
  }
  return undefined;
}
