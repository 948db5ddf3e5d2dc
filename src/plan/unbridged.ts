import { type Rendered, type RenderedFile, Rewriter } from '../edits/rewriter.js';
import type { SupportLibrary } from '../edits/support.js';
import type { App } from '../model/app.js';
import { importedPaths } from '../model/read.js';
import { encode } from '../python/decode.js';
import type { Parser } from '../python/parser.js';
import { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import type { Transform } from '../transform.js';
import { bookedChange, type Claimed, claimUnbridging } from './claims.js';

/** A bridged application as it would stand there without the bridge; nothing of it is ever written by itself. */
export interface Unbridged {
  readonly app: App;
  /** What takes the bridge out. */
  readonly claimed: readonly Claimed[];
  /** The bridge's own files. */
  readonly removed: readonly SourceFile[];
}

/** A bridge that cannot be taken out. */
export interface StuckBridge {
  readonly obstacles: readonly Claimed[];
}

/**
 * Takes the bridge out in memory, so that an application which was bridged unit by unit can be converted like one that
 * never was.
 *
 * @param build Makes the model of the application of another project.
 * @returns What stands in the way, if something does.
 */
export function unbridged(
  transforms: readonly Transform[],
  app: App,
  { parser, support }: { readonly parser: Parser; readonly support: SupportLibrary },
  build: (project: Project) => App | undefined,
): Unbridged | StuckBridge {
  const { changes: claimed, obstacles } = claimUnbridging(transforms, app);
  const packages = claimed.flatMap(({ change }) => change.removes ?? []);
  const paths = packages.flatMap(({ source, path }) => support.filesOf(source).map((name) => `${path}/${name}`));
  const removed = paths.flatMap((path) => app.project.file(path) ?? []);
  if (obstacles.length > 0 || removed.length === 0) return { obstacles };
  const booked = claimed.map((one) => bookedChange(one, []));
  const rendered = new Rewriter(app.project, support, booked).render(new Set());
  const project = rendered.refused.length === 0 && projectWith(app.project, rendered.files, removed, parser);
  const found = project && build(project);
  if (!found) return { obstacles: [] };
  // support modules of earlier runs need nothing of Flask, whatever they take of Werkzeug
  const isOwn = (file: SourceFile) => !support.wrote(file.path, file.text);
  return { app: { ...found, files: found.files.filter(isOwn) }, claimed, removed };
}

/** undefined: something still takes a name from what is removed. */
function projectWith(
  tree: Project,
  changed: ReadonlyMap<string, RenderedFile>,
  removed: readonly SourceFile[],
  parser: Parser,
): Project | undefined {
  const gone = new Set(removed.map(({ path }) => path));
  const paths = [...tree.paths].filter((path) => !gone.has(path));
  const project = new Project(paths, tree.folders, tree.texts);
  for (const file of tree.files) {
    if (gone.has(file.path)) continue;
    const text = changed.get(file.path)?.text;
    const result = text === undefined ? { file } : parser.parse(file.path, encode(text, file.decoded));
    if (!('file' in result) || importedPaths(tree, result.file).some((path) => gone.has(path))) return undefined;
    project.add(result.file);
  }
  return project;
}

/** What is written onto the tree as it is: the files that only lost the bridge are among it. */
export function ontoTree(rendered: Rendered, { app, removed }: Unbridged, tree: Project): Rendered {
  const files = new Map<string, RenderedFile>();
  const take = (path: string, text: string) => {
    const source = tree.file(path) ?? tree.texts.get(path)?.();
    if (source?.text !== text) files.set(path, { source, text });
  };
  for (const { path, text } of app.project.files) take(path, text);
  for (const [path, { text }] of rendered.files) {
    files.delete(path);
    take(path, text);
  }
  return { ...rendered, files, removed };
}
