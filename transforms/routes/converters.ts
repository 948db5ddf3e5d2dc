import { anyValues, parseRule, type RulePart } from '../../src/model/rules.js';
import type { App, Mode, Need, Route } from '../../src/transform.js';
import { supportName } from '../../src/transform.js';
import { quoted } from './registration.js';

/** Those that Starlette has under the same name, or needs no name for. */
const SHARED = ['string', 'default', 'int', 'float', 'path', 'uuid'];

/** A converter with arguments, registered with Starlette under a name of its own. */
export interface NamedConverter {
  readonly name: string;
  /** `register_converter("side", AnyConverter, "left", "right")`. */
  readonly line: string;
  readonly needs: readonly Need[];
}

/**
 * The converters of a rule for which Starlette has no name, by variable. undefined when one of them has no counterpart: beside
 * Flask none has, because the rule is entered in Flask's URL map, which does not know the new name.
 */
export function namedConverters(route: Route, app: App, mode: Mode): ReadonlyMap<string, NamedConverter> | undefined {
  const found = new Map<string, NamedConverter>();
  for (const part of parseRule(route.registration.event.rule ?? '')) {
    if (!part.variable || isShared(part)) continue;
    if (mode === 'hybrid' || part.converter !== 'any' || part.args === undefined) return undefined;
    found.set(part.text, anyConverter(route, app, mode, part));
  }
  return found;
}

function isShared({ converter, args }: RulePart): boolean {
  return args === undefined && (!converter || SHARED.includes(converter));
}

function anyConverter(route: Route, app: App, mode: Mode, part: RulePart): NamedConverter {
  const { file } = route.site;
  const known = supportName({ app, file, mode }, 'convertors', 'register_converter');
  const name = uniqueName(app, part);
  const texts = anyValues(part.args ?? '')
    .map((item) => quoted(file, item))
    .join(', ');
  return {
    name,
    line: `${known.text}(${quoted(file, name)}, AnyConverter, ${texts})`,
    needs: [...known.needs, { kind: 'import', file, module: { library: 'werkzeug.routing' }, name: 'AnyConverter' }],
  };
}

/** Starlette has one table of convertors for the process: another rule's `side` with other values gets a number. */
function uniqueName(app: App, part: RulePart): string {
  const meanings = app.routes.flatMap((route) =>
    parseRule(route.registration.event.rule ?? '').flatMap((other) =>
      other.variable && other.text === part.text && !isShared(other) ? [`${other.converter}(${other.args})`] : [],
    ),
  );
  const index = [...new Set(meanings)].indexOf(`${part.converter}(${part.args})`);
  return index <= 0 ? part.text : `${part.text}_${index + 1}`;
}
