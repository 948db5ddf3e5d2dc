import type { Style } from '../../src/model/app.js';
import type { RegisterEvent } from '../../src/model/registration/events.js';
import { asString, type Scaffold, type Value } from '../../src/model/registration/values.js';
import { fastapiPath } from '../../src/model/rules.js';
import type { Argument } from '../../src/python/ast.js';
import { type App, type FileEdit, type Need, supportName } from '../../src/transform.js';

/** The prefix that a blueprint is made with; undefined for none. */
function ownPrefix(scaffold: Scaffold): string | undefined {
  return textOf(scaffold.options.get('url_prefix'));
}

/** The prefix that the router is made with: none where it is included with another. */
export function routerPrefix(scaffold: Scaffold, uses: readonly RegisterEvent[]): string | undefined {
  return isReplaced(uses) ? undefined : ownPrefix(scaffold);
}

/** Is the router made with a prefix that only run time tells? */
export function ownComputed(scaffold: Scaffold, uses: readonly RegisterEvent[]): boolean {
  return !isReplaced(uses) && isMadeAtRunTime(scaffold.options.get('url_prefix'));
}

/** None leaves the blueprint its own. */
function isReplaced(uses: readonly RegisterEvent[]): boolean {
  return uses.some((use) => {
    const given = use.options.get('url_prefix');
    return given !== undefined && !(given.kind === 'const' && given.value === null);
  });
}

/** `url_prefix=settings.PREFIX` → `prefix=router_prefix(settings.PREFIX)`: Flask takes None, and slashes at the end. */
export function computedPrefix(
  app: App,
  file: App['entryFile'],
  argument: Argument,
): { readonly edits: readonly FileEdit[]; readonly needs: readonly Need[] } {
  const known = supportName({ app, file, mode: 'pure' }, 'urls', 'router_prefix');
  const { value } = argument;
  return {
    edits: [
      { start: argument.start, end: value.start, text: `prefix=${known.text}(` },
      { start: value.end, end: value.end, text: ')' },
    ],
    needs: known.needs,
  };
}

/** The prefix that it is registered with, in place of its own (flask/sansio/blueprints.py, `BlueprintSetupState`). */
export function includePrefix(use: RegisterEvent): string | undefined {
  return textOf(use.options.get('url_prefix'));
}

function textOf(value: Value | undefined): string | undefined {
  const text = asString(value);
  return text === undefined || prefixText(text) === '' ? undefined : text;
}

/** Is the prefix made at run time? */
export function isMadeAtRunTime(value: Value | undefined): boolean {
  return value !== undefined && value.kind !== 'const';
}

/**
 * Can each prefix be said in FastAPI's words? One that is made at run time can, unless it stands where another takes its place when
 * it is None.
 */
export function prefixIsKnown(scaffold: Scaffold, uses: readonly RegisterEvent[], style: Style): boolean {
  const own = scaffold.options.get('url_prefix');
  const given = uses.map((use) => use.options.get('url_prefix'));
  return [own, ...given].every((value) => {
    if (isMadeAtRunTime(value)) return style === 'compatible' && (value === own || own === undefined);
    if (!value || (value.kind === 'const' && value.value === null)) return true;
    const text = asString(value);
    return text !== undefined && (text.startsWith('/') || text === '') && fastapiPath(text) !== undefined;
  });
}

/** As FastAPI wants it: no slash at the end, its own words for variables. */
export function prefixText(prefix: string): string {
  return (fastapiPath(prefix) ?? prefix).replace(/\/+$/, '');
}
