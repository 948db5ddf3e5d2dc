import type { RegisterEvent } from '../../src/model/registration/events.js';
import { asString, type Scaffold, type Value } from '../../src/model/registration/values.js';
import { fastapiPath } from '../../src/model/rules.js';

/** The prefix that a blueprint is made with; undefined for none. */
function ownPrefix(scaffold: Scaffold): string | undefined {
  return textOf(scaffold.options.get('url_prefix'));
}

/** The prefix that the router is made with: none where it is included with another. */
export function routerPrefix(scaffold: Scaffold, uses: readonly RegisterEvent[]): string | undefined {
  return uses.some((use) => use.options.has('url_prefix')) ? undefined : ownPrefix(scaffold);
}

/** The prefix that it is registered with, in place of its own (flask/sansio/blueprints.py, `BlueprintSetupState`). */
export function includePrefix(use: RegisterEvent): string | undefined {
  return textOf(use.options.get('url_prefix'));
}

function textOf(value: Value | undefined): string | undefined {
  const text = asString(value);
  return text === undefined || prefixText(text) === '' ? undefined : text;
}

/** Can each prefix be said in FastAPI's words? */
export function prefixIsKnown(scaffold: Scaffold, uses: readonly RegisterEvent[]): boolean {
  const values = [scaffold.options.get('url_prefix'), ...uses.map((use) => use.options.get('url_prefix'))];
  return values.every((value) => {
    if (!value || (value.kind === 'const' && value.value === null)) return true;
    const text = asString(value);
    return text !== undefined && (text.startsWith('/') || text === '') && fastapiPath(text) !== undefined;
  });
}

/** As FastAPI wants it: no slash at the end, its own words for variables. */
export function prefixText(prefix: string): string {
  return (fastapiPath(prefix) ?? prefix).replace(/\/+$/, '');
}
