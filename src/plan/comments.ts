import { UsageError } from '../errors.js';
import type { App, Route, RouteSite } from '../model/app.js';
import { type OwnLine, ownLines } from '../python/comments.js';
import type { SourceFile } from '../python/source-file.js';
import { statementOf } from '../python/surroundings.js';

/** `# decant: keep flask -- why`, or one message of `# decant: ignore ID -- why`. */
export interface Directive {
  readonly kind: 'keep' | 'ignore';
  /** The message; undefined: `keep flask`. */
  readonly id: string | undefined;
  readonly why: string;
  readonly file: SourceFile;
  readonly line: OwnLine;
  /** Where the code begins that it stands above. */
  readonly above: number;
}

const OURS = /^#\s*decant:\s*(.*)$/;

/** A file does not change, and is asked for each of its routes and of their changes. */
const known = new WeakMap<SourceFile, readonly Directive[]>();

/** What comments in a file say to us. Those that an earlier run has written about routes that stayed are none. */
export function directivesIn(file: SourceFile): readonly Directive[] {
  const found = known.get(file) ?? readDirectives(file);
  known.set(file, found);
  return found;
}

function readDirectives(file: SourceFile): readonly Directive[] {
  if (!file.text.includes('decant:')) return [];
  const lines = ownLines(file);
  return lines.flatMap((line, at) => {
    const said = OURS.exec(line.text)?.[1];
    if (said === undefined || /^kept /.test(said)) return [];
    let last = at;
    while (lines[last + 1]?.start === lines[last]?.end) last++;
    return parsed(said, file, line, lines[last]?.end ?? line.end);
  });
}

function parsed(said: string, file: SourceFile, line: OwnLine, above: number): Directive[] {
  const where = `${file.path}:${file.positionOf(line.start).line}`;
  const [what = '', ...rest] = said.split(/\s--(?:\s|$)/);
  const why = rest.join(' -- ').trim();
  const keep = /^keep\s+flask$/.test(what.trim());
  const ids = /^ignore((?:\s+[a-z][\w-]*\/[\w-]+)+)$/.exec(what.trim())?.[1]?.trim().split(/\s+/);
  if (!keep && !ids) {
    const hint = 'it may be "keep flask -- why" or "ignore MESSAGE -- why"';
    throw new UsageError(`${where}: "${line.text}" says nothing that decant knows`, hint);
  }
  if (why === '') throw new UsageError(`${where}: "${line.text}" has no reason`, 'write it behind: -- why');
  const base = { why, file, line, above };
  return ids ? ids.map((id) => ({ ...base, kind: 'ignore', id })) : [{ ...base, kind: 'keep', id: undefined }];
}

/** All of the application's. */
export function directivesOf({ files }: App): readonly Directive[] {
  return files.flatMap(directivesIn);
}

/** Those that are about a route. */
export function directivesAbove(route: Route): readonly Directive[] {
  const homes = [route.site.file, ...route.blueprints.map(({ scaffold }) => scaffold.site.file)];
  return [...new Set(homes)].flatMap(directivesIn).filter((one) => isAbove(one, route));
}

/** Does it stand above the registration, or above the blueprint that the route is registered on? */
export function isAbove({ file, above }: Directive, route: Route): boolean {
  const { site, blueprints } = route;
  if (file === site.file && startsAt(file, site, above)) return true;
  return blueprints.some(({ scaffold }) => {
    const home = scaffold.site.file;
    const statement = home === file ? statementOf(file, scaffold.site.node) : undefined;
    return statement !== undefined && file.lineStart(statement.start) === above;
  });
}

function startsAt(file: SourceFile, site: RouteSite, above: number): boolean {
  const anchor = site.definition ?? statementOf(file, site.call);
  return anchor !== undefined && file.lineStart(anchor.start) === above;
}
