import { AT_RUN_TIME, type Registration, rulesOf } from '../../src/model/routes.js';
import { type App, type Change, givenArgument, type Route, supportName } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/**
 * Rules without a view: `app.add_url_rule("/", endpoint="index")`. Flask matches the rule that was registered first, so an earlier
 * one of the same path answers, and this one is there for `url_for("index")` alone. Where none does, Flask has no view and crashes.
 */
export function* aliasChanges(app: App): Iterable<Said> {
  const rules = rulesOf(app.events, app.scaffold);
  for (const [index, alias] of rules.entries()) {
    if (!alias.event.view) yield aliasChange(app, alias, rules.slice(0, index));
  }
}

/** A rule that Flask looks the view up for by its name: `add_url_rule("/also", endpoint="shown")`. */
export function ruleWithoutView(route: Route, app: App): string | undefined {
  const { endpoint } = route;
  return rulesOf(app.events, app.scaffold).find((one) => !one.event.view && one.endpoint === endpoint)?.rule;
}

function aliasChange(app: App, alias: Registration, earlier: readonly Registration[]): Said {
  const { event, endpoint, rule } = alias;
  const { call, callFile: file } = event;
  const data = { endpoint, rule };
  const unsaid: Said = { message: 'without-view', file, at: call, data };
  const isPlain = event.scaffold === app.scaffold && event.options.size === 0 && !event.methods && event.methodsKnown;
  if (!isPlain || /[<{]/.test(rule) || `${rule}${endpoint}`.includes(AT_RUN_TIME)) return unsaid;
  const answered = earlier.some((other) => other.rule === rule && answersGet(other) && !other.conditional);
  const named = rulesOf(app.events, app.scaffold).some((other) => other.endpoint === endpoint && other.event.view);
  if (!answered || named || call.func.kind !== 'attribute') return unsaid;
  const [path, name] = [givenArgument(call, 0, 'rule'), givenArgument(call, 1, 'endpoint')];
  if (!path || !name || call.args.length > 2) return unsaid;
  const known = supportName({ app, file, mode: 'pure' }, 'urls', 'alias_url');
  return {
    message: 'alias',
    file,
    at: call,
    data,
    edits: [
      { start: call.start, end: call.func.end, text: known.text },
      {
        start: call.args[0]?.start ?? path.start,
        end: call.args[0]?.start ?? path.start,
        text: `${file.slice(call.func.value)}, `,
      },
    ],
    needs: known.needs,
  };
}

/** Does the rule have a view that GET comes to? HEAD and OPTIONS are answered along with it. */
function answersGet({ event, methods }: Registration): boolean {
  return event.view !== undefined && event.methodsKnown && methods.includes('GET');
}
