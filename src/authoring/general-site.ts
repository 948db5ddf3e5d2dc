import type { Need } from '../edits/needs.js';
import type { App, Route, RouteSite } from '../model/app.js';
import { hiddenBy } from '../model/precedence.js';
import { AT_RUN_TIME } from '../model/routes.js';
import type { FileEdit } from '../transform.js';
import { argumentAppended } from './calls.js';
import { converterNeeds, isInPlace, mapIsChanged, namedConverters, ownConverters } from './converters.js';
import { supportName } from './names.js';
import { isRepeated } from './router.js';

export interface GeneralSite {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** What `add_url_rule()` of the application's own takes. */
const OPTIONS = ['rule', 'endpoint', 'view_func', 'methods', 'defaults', 'strict_slashes'];
const OF_BLUEPRINTS = ['subdomain', 'url_defaults', 'host'];

const known = new WeakMap<RouteSite, GeneralSite | false>();

/**
 * `bp.add_url_rule(rule, view_func=Item.as_view("item"))` → `add_url_rule(bp, rule, view_func=…, blueprint="shop")`: rule, view and
 * methods stay as they are written, and are read when the application is made. undefined: something in it would be lost.
 */
export function generalSite(route: Route, app: App): GeneralSite | undefined {
  const { site } = route;
  let found = known.get(site);
  if (found === undefined) {
    found = site.routes.every((one) => isOpen(one, app)) ? (rewritten(site, app) ?? false) : false;
    known.set(site, found);
  }
  return found || undefined;
}

function isOpen(route: Route, app: App): boolean {
  const { site, registration, blueprints, rule } = route;
  const { event } = registration;
  if (site.words !== 'flask' || site.form === 'extension' || !site.receiver) return false;
  if (site.call.args.some(({ star }) => star) || mapIsChanged(app, 'pure') || isRepeated(route, app)) return false;
  if ([...event.options.keys()].some((name) => !OPTIONS.includes(name))) return false;
  const isStrange = blueprints.some(({ scaffold, event: use, known: isKnown }) =>
    [...scaffold.options.keys(), ...use.options.keys()].some((name) => OF_BLUEPRINTS.includes(name) || !isKnown),
  );
  if (isStrange) return false;
  const isComputed = rule.includes(AT_RUN_TIME);
  if (isComputed && [...ownConverters(app).values()].some((own) => !isInPlace(own, app))) return false;
  if (app.options.style === 'idiomatic' && (isComputed || hiddenBy(route, app))) return false;
  return isComputed || namedConverters(route, app, 'pure') !== undefined;
}

function rewritten({ call, file, form, receiver, routes }: RouteSite, app: App): GeneralSite | undefined {
  const names = [...new Set(routes.map(({ blueprints }) => blueprints.at(-1)?.name))];
  const [blueprint, more] = names;
  if (!receiver || more !== undefined || names.length > 1) return undefined;
  const name = form === 'add_url_rule' ? 'add_url_rule' : 'url_rule';
  const { text, needs } = supportName({ app, file, mode: 'pure' }, 'url_rules', name);
  const { quote } = file;
  const [first] = call.args;
  // on a line of its own where the others begin on one
  const isBroken = first && /[\r\n]/.test(file.text.slice(call.parens.start, first.start));
  const before = isBroken ? `\n${file.indentAt(first.start)}` : '';
  const after = isBroken ? ',' : first ? ', ' : '';
  return {
    edits: [
      { start: call.start, end: call.parens.start + 1, text: `${text}(${before}${file.slice(receiver)}${after}` },
      ...(blueprint ? [argumentAppended(call, `blueprint=${quote}${blueprint}${quote}`, file)] : []),
    ],
    needs: [...needs, ...routes.flatMap((route) => ownNeeds(route, app))],
  };
}

/** Converters with arguments are registered at run time, those of the application beforehand. */
function ownNeeds(route: Route, app: App): readonly Need[] {
  const own = ownConverters(app);
  return [...own.keys()].some((name) => route.rule.includes(`<${name}:`)) ? converterNeeds(route, app) : [];
}
