import { isApplication, objectUses } from '../../src/model/objects.js';
import { isBelow, references } from '../../src/model/references.js';
import type { Argument, Call, Expr } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  calledBy,
  defineTransform,
  givenArgument,
  supportName,
  type Wiring,
} from '../../src/transform.js';
import { BLUEPRINTS, KNOWN, type Known } from './known.js';
import { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

export const islands = defineTransform({
  name: 'islands',
  summary: 'Keeps extensions that only have pages of their own in a small Flask application inside.',
  messages,
  fastapi: {
    *wire(app) {
      for (const [library, known] of Object.entries(KNOWN)) {
        for (const item of app.wiring) {
          if (item.kind === 'extension' && known.calls.includes(item.what)) yield* kept(app, item, known);
        }
        yield* lookingIn(app, library, known);
      }
      for (const library of BLUEPRINTS) yield* registered(app, library);
    },
  },
});

/** `Swagger(app, …)` → `Swagger(Island(app), …)`. */
function* kept(app: App, item: Wiring, known: Known): Iterable<Said> {
  const { event, file, what } = item;
  const call = event?.site.node;
  if (event?.kind !== 'extension' || call?.kind !== 'call') return;
  const at = { file, at: call };
  const name = what.replace('().init_app', '').split('.').at(-1) as string;
  const option = known.options.find((one) => isGiven(call, one) || event.callee?.made?.args.named.has(one));
  if (option) yield { ...at, message: 'option', data: { option, name } };
  const reason = mixedWith(app, known);
  if (reason) yield { ...at, message: 'surroundings', data: { name, reason } };
  const given = givenArgument(call, 0, 'app');
  if (option || reason || !given || !isApplication(app, file, given.value)) return;
  const def = enclosingFunction(file, call);
  const island = supportName({ app, file, mode: 'pure', def }, 'islands', 'Island');
  const { start, end } = given.value;
  const environment = ownPage(app, known) && supportName({ app, file, mode: 'pure', def }, 'templating', 'jinja_env');
  const options = [file.slice(given.value), ...(environment ? [environment.text] : []), ...compactJson(app)];
  const text = `${island.text}(${options.join(', ')})`;
  yield {
    ...at,
    message: 'kept',
    data: { name },
    edits: [{ start, end, text }],
    needs: [...island.needs, ...(environment ? environment.needs : [])],
    accounts: [given.value],
    ports: [item],
  };
}

/** `app.register_blueprint(pages)` → `Island(app).register_blueprint(pages)`, for a library's blueprint. */
function* registered(app: App, library: string): Iterable<Said> {
  const accounts = references(app).filter((one) => isBelow(one, library));
  if (accounts.length === 0) return;
  for (const { file, node, member, scaffold } of objectUses(app)) {
    const call = member?.attr === 'register_blueprint' ? calledBy(file, member) : undefined;
    const [given] = call?.args ?? [];
    if (!call || !given || scaffold !== app.scaffold || maker(app, file, given.value) !== library) continue;
    const name = library.split('.').at(-1) as string;
    const reason = mixedWith(app, undefined);
    if (reason) {
      yield { message: 'surroundings', file, at: call, data: { name, reason } };
      return;
    }
    const def = enclosingFunction(file, call);
    const island = supportName({ app, file, mode: 'pure', def }, 'islands', 'Island');
    yield {
      message: 'kept',
      file,
      at: call,
      data: { name },
      edits: [{ start: node.start, end: node.end, text: `${island.text}(${file.slice(node)})` }],
      needs: island.needs,
      accounts: [node, ...accounts.map((one) => one.node)],
    };
  }
}

/** The library function whose result an expression is, by a name or directly. */
function maker(app: App, file: SourceFile, expr: Expr): string | undefined {
  if (expr.kind === 'call') return app.project.externalPath(expr.func, file);
  const ref = app.project.resolve(expr, file);
  const [binding, more] = ref?.kind === 'variable' ? ref.bindings : [];
  const value = ref?.kind === 'variable' && binding && !more ? binding.value : undefined;
  return value?.kind === 'call' && ref?.kind === 'variable'
    ? app.project.externalPath(value.func, ref.file)
    : undefined;
}

/** What would make the pages look otherwise than before. */
function mixedWith(app: App, known: Known | undefined): string | undefined {
  if (app.options.style === 'idiomatic') return 'errors of its pages would be answered in another style';
  if (!known) return undefined;
  const own = ownPage(app, known);
  // only when the application renders templates itself, all that they find in their context is known
  const isRendered = references(app).some((one) => isBelow(one, 'flask.render_template'));
  const processor = app.wiring.find(({ kind, what }) => kind === 'template' && /context_processor/.test(what));
  if (own && (!isRendered || processor)) return `\`${own}\` is a page of its own`;
  const view = app.routes.find((route) => route.view?.def.kind === 'class');
  return view && `\`${view.endpoint}\` is a class`;
}

/** A template of the application that takes the place of one of the extension's. */
function ownPage(app: App, known: Known): string | undefined {
  return [...app.project.texts.keys()].find((path) => path.split('/').includes(known.templates));
}

function isGiven(call: Call, name: string): boolean {
  const given: Argument | undefined = call.args.find((argument) => argument.name === name || argument.star === '**');
  return given !== undefined && !(given.value.kind === 'constant' && given.value.value === false);
}

/** `app.json.compact = False` is for the extension's answers, too. */
function compactJson(app: App): string[] {
  for (const { event } of app.wiring) {
    if (event?.kind !== 'assign' || event.attribute !== 'json.compact' || event.value.kind !== 'const') continue;
    const { value } = event.value;
    if (value === true || value === false) return [`compact=${value ? 'True' : 'False'}`];
  }
  return [];
}

function* lookingIn(app: App, library: string, known: Known): Iterable<Said> {
  for (const reference of references(app)) {
    if (!isBelow(reference, library) || known.harmless.some((path) => isBelow(reference, path))) continue;
    yield { message: 'used', file: reference.file, at: reference.node, data: { name: reference.path } };
  }
}
