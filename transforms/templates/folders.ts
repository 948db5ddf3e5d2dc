import { creationOf } from '../../src/model/creation.js';
import { type TemplateFolder, templateFolders, unknownTemplateFolder } from '../../src/model/templates.js';
import {
  type App,
  type Change,
  finishing,
  finishLines,
  folderExpression,
  type Need,
  SHELL,
  supportName,
  takesLines,
} from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** `add_template_folder(app, Path(__file__).with_name("templates"))`, below the object whose folder it is. */
export function* folderChanges(app: App): Iterable<Said> {
  const unknown = unknownTemplateFolder(app);
  if (unknown) {
    const { file, node } = unknown.site;
    yield { message: 'setting', file, at: node, data: { name: 'template_folder' } };
  }
  for (const folder of templateFolders(app)) yield folderChange(app, folder);
}

function folderChange(app: App, { scaffold, path, ...folder }: TemplateFolder): Said {
  const { file, node } = scaffold.init ?? scaffold.site;
  const { stmt, object } = creationOf(scaffold) ?? {};
  const known = supportName({ app, file, mode: 'pure' }, 'templating', 'add_template_folder');
  const where = folderExpression(app, scaffold, 'template_folder', { path, ...folder });
  const said = { file, at: node, data: { folder: path } } as const;
  const needs: Need[] = [...known.needs, ...where.needs];
  if (stmt && object && takesLines(file, { after: stmt })) {
    const lines = [`${known.text}(${object}, ${where.text})`];
    return {
      ...said,
      message: 'folder',
      needs: [...needs, { kind: 'lines', file, anchor: { after: stmt }, rank: 1, lines }],
    };
  }
  const finished = scaffold === app.scaffold ? finishing(app) : undefined;
  if (!finished || finished.places.some((place) => place.file !== file)) {
    return { ...said, message: 'setting', data: { name: 'template_folder' } };
  }
  const lines = finishLines(finished, SHELL.contexts - 3, (object) => [`${known.text}(${object}, ${where.text})`]);
  return { ...said, message: 'folder', needs: [...needs, ...lines] };
}

/** `install_templates(app)`, when routers have folders, filters or context processors of their own. */
export function installTemplates(app: App): readonly Need[] | undefined {
  const finished = finishing(app);
  const [place] = finished?.places ?? [];
  if (!finished || !place) return undefined;
  const known = supportName({ app, file: place.file, mode: 'pure' }, 'templating', 'install_templates');
  const lines = finishLines(finished, SHELL.contexts - 2, (object) => [`${known.text}(${object})`]);
  return [...known.needs, ...lines];
}
