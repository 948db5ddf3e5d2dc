import type { RegisterEvent } from '../../src/model/registration/events.js';
import { asString, type Scaffold } from '../../src/model/registration/values.js';
import { needsViewRoute } from '../../src/model/returns.js';
import type { Argument, Call } from '../../src/python/ast.js';
import { statementOf } from '../../src/python/surroundings.js';
import {
  type App,
  argumentAppended,
  argumentRemoved,
  type Change,
  defineTransform,
  type FileEdit,
  keptComments,
  libraryName,
  type Need,
  routeClass,
} from '../../src/transform.js';
import { messages } from './messages.js';
import { named } from './named.js';
import {
  computedPrefix,
  includePrefix,
  isMadeAtRunTime,
  ownComputed,
  prefixIsKnown,
  prefixText,
  routerPrefix,
} from './prefix.js';
import { staticChanges } from './static.js';

/** What `Blueprint()` may be given; anything else keeps the application in Flask. */
const KNOWN_OPTIONS = [
  'name',
  'import_name',
  'url_prefix',
  'template_folder',
  'static_folder',
  'static_url_path',
  'cli_group',
];
const KNOWN_REGISTRATION = ['url_prefix', 'name'];

export const blueprints = defineTransform({
  name: 'blueprints',
  summary: 'Makes a Blueprint an APIRouter, when all of the application moves.',
  messages,
  fastapi: {
    *wire(app) {
      for (const [scaffold, uses] of registered(app)) {
        yield* made(app, scaffold, uses);
        yield* staticChanges(app, scaffold, uses);
        for (const use of uses) {
          yield* included(app, scaffold, use);
          yield* copied(use.child);
        }
      }
      yield* named(app);
      for (const scaffold of unregistered(app)) {
        const { file, node } = scaffold.site;
        yield { message: 'unregistered', file, at: node, data: { name: nameOf(scaffold) } };
      }
    },
  },
});

type Message = keyof typeof messages;

/** The blueprint that is written down, of `copy.deepcopy(bp)`: a router can be copied as well. */
function originalOf(scaffold: Scaffold): Scaffold {
  return scaffold.copyOf ? originalOf(scaffold.copyOf) : scaffold;
}

/** `copy.deepcopy(bp)` stays as it is. */
function* copied(scaffold: Scaffold): Iterable<Change<Message>> {
  const { file, node } = scaffold.site;
  const [argument] = node.kind === 'call' ? node.args : [];
  if (!scaffold.copyOf || !argument) return;
  yield { message: 'copied', file, at: node, data: { name: nameOf(scaffold) }, accounts: [argument.value] };
}

/** Every blueprint with the places where it is registered, copies of it too. */
function registered(app: App): Map<Scaffold, RegisterEvent[]> {
  const found = new Map<Scaffold, RegisterEvent[]>();
  for (const event of app.events) {
    if (event.kind !== 'register' || event.child.kind !== 'blueprint') continue;
    const scaffold = originalOf(event.child);
    found.set(scaffold, [...(found.get(scaffold) ?? []), event]);
  }
  return found;
}

/** Blueprints that something is done with, and that no application registers. */
function unregistered(app: App): Set<Scaffold> {
  const used = registered(app);
  const found = app.events.flatMap((event) => (event.kind === 'register' ? event.parent : event.scaffold));
  return new Set(found.filter((scaffold) => scaffold.kind === 'blueprint' && !scaffold.copyOf && !used.has(scaffold)));
}

function nameOf(scaffold: Scaffold): string {
  return asString(scaffold.options.get('name')) ?? '?';
}

/** `Blueprint("shop", __name__, url_prefix="/shop")` → `APIRouter(prefix="/shop")`. */
function* made(app: App, scaffold: Scaffold, uses: readonly RegisterEvent[]): Iterable<Change<Message>> {
  const { file, node } = scaffold.site;
  const at = { file, at: node };
  const data = { name: nameOf(scaffold) };
  if (scaffold.cls || node.kind !== 'call') {
    yield { ...at, message: 'subclass', data };
    return;
  }
  const option = strangeOption(scaffold, node, KNOWN_OPTIONS);
  if (option) yield { ...at, message: 'option', data: { ...data, option } };
  if (uses.length > 1 || !prefixIsKnown(scaffold, uses, app.options.style)) {
    yield { ...at, message: 'prefix', data };
    return;
  }
  const place = { app, file, mode: 'pure' } as const;
  const router = libraryName(place, 'fastapi', 'APIRouter');
  const needs: Need[] = [...router.needs];
  const given = node.args.find((argument) => argument.name === 'url_prefix');
  const prefix = routerPrefix(scaffold, uses);
  const computed = ownComputed(scaffold, uses) ? given : undefined;
  const kept = prefix || computed ? given : undefined;
  const edits: FileEdit[] = [{ start: node.func.start, end: node.func.end, text: router.text }];
  const above = statementOf(file, node)?.start ?? node.start;
  for (const edit of onlyArgument(node, kept)) edits.push(edit, ...keptComments(file, edit, above));
  if (kept && prefix) edits.push(...prefixEdits(file, kept, prefix));
  if (computed) {
    const made = computedPrefix(app, file, computed);
    edits.push(...made.edits);
    needs.push(...made.needs);
  }
  // of a copy that is registered the routes are the copy's
  const owner = uses.map((use) => use.child).find((one) => needsViewRoute(app, one)) ?? scaffold;
  const route = routeClass(place, owner);
  needs.push(...(route?.needs ?? []));
  const further = [...tagsOf(app, scaffold), ...(route ? [`route_class=${route.text}`] : [])].join(', ');
  if (further) {
    const end = node.parens.end - 1;
    edits.push(kept ? argumentAppended(node, further, file) : { start: end, end, text: further });
  }
  yield { ...at, message: 'moved', data, edits, needs };
}

/** `tags=["shop"]`: the documentation shows routes by blueprint. What is nested in one would be shown under both. */
function tagsOf(app: App, scaffold: Scaffold): string[] {
  const name = asString(scaffold.options.get('name'));
  const isOuter = app.events.some((event) => event.kind === 'register' && originalOf(event.parent) === scaffold);
  if (name === undefined || isOuter || !/^[\w .-]+$/.test(name)) return [];
  const { quote } = scaffold.site.file;
  return [`tags=[${quote}${name}${quote}]`];
}

/** Takes all other arguments out. */
function onlyArgument(call: Call, kept: Argument | undefined): FileEdit[] {
  const [first, last] = [call.args[0], call.args.at(-1)];
  if (!first || !last) return [];
  if (!kept) return [{ start: call.parens.start + 1, end: call.parens.end - 1, text: '' }];
  const edits: FileEdit[] = [];
  if (first !== kept) edits.push({ start: first.start, end: kept.start, text: '' });
  if (last !== kept) edits.push({ start: kept.end, end: last.end, text: '' });
  return edits;
}

function prefixEdits(file: App['entryFile'], argument: Argument, prefix: string): FileEdit[] {
  const edits: FileEdit[] = [{ start: argument.start, end: argument.start + 'url_prefix'.length, text: 'prefix' }];
  const text = prefixText(prefix);
  const { value } = argument;
  // a name or a sum for a text that FastAPI would refuse gives way to it
  if (prefix !== text) {
    edits.push({ start: value.start, end: value.end, text: file.quote + text + file.quote });
  }
  return edits;
}

/** `app.register_blueprint(shop.bp, url_prefix="/shop")` → `app.include_router(shop.bp, prefix="/shop")`. */
function* included(app: App, scaffold: Scaffold, use: RegisterEvent): Iterable<Change<Message>> {
  const { call, site } = use;
  const data = { name: nameOf(scaffold) };
  if (call?.func.kind !== 'attribute') {
    yield { message: 'unregistered', file: site.file, at: site.node, data };
    return;
  }
  const { file } = site;
  const at = { file, at: call };
  const option = strangeRegistration(use);
  if (option) {
    yield { ...at, message: 'option', data: { ...data, option } };
    return;
  }
  const { func } = call;
  const edits: FileEdit[] = [{ start: func.attrStart, end: func.end, text: 'include_router' }];
  const prefix = includePrefix(use);
  const needs: Need[] = [];
  for (const argument of call.args) {
    if (argument.name === 'url_prefix' && isMadeAtRunTime(use.options.get('url_prefix'))) {
      const made = computedPrefix(app, file, argument);
      edits.push(...made.edits);
      needs.push(...made.needs);
    } else if (argument.name === 'name' || (argument.name === 'url_prefix' && !prefix)) {
      edits.push(argumentRemoved(call, argument));
    } else if (argument.name === 'url_prefix' && prefix) edits.push(...prefixEdits(file, argument, prefix));
    else if (argument.name === 'blueprint') {
      edits.push({ start: argument.start, end: argument.start + 'blueprint'.length, text: 'router' });
    }
  }
  yield { ...at, message: 'registered', data, edits, needs };
}

function strangeOption(scaffold: Scaffold, call: Call, known: readonly string[]): string | undefined {
  if (call.args.some((argument) => argument.star)) return '**';
  return [...scaffold.options.keys()].find((name) => !known.includes(name));
}

function strangeRegistration(use: RegisterEvent): string | undefined {
  if (use.call?.args.some((argument) => argument.star)) return '**';
  return [...use.options.keys()].find((name) => name !== 'blueprint' && !KNOWN_REGISTRATION.includes(name));
}
