import { isBridgeRouter, isOfBridge } from '../../src/model/bridge.js';
import type { Name, Node, Stmt } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { statementOf } from '../../src/python/surroundings.js';
import { walk } from '../../src/python/walk.js';
import { type App, type FileEdit, finishing, finishLines, type Need, statementRemoved } from '../../src/transform.js';
import { flaskSite } from './restored.js';

interface Restored {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** What takes the bridge out, so that what stands there is Flask again; or where something else hangs on it. */
export type Removal =
  | Restored
  | { readonly usedAt: { readonly file: SourceFile; readonly node: Node; readonly name: string } };

class StillUsed extends Error {
  constructor(
    readonly file: SourceFile,
    readonly node: Node,
    readonly spelled: string,
  ) {
    super(spelled);
  }
}

/** The application before any of it was bridged: what an earlier run put there is taken back, as far as it is still ours. */
export function bridgeRemoved(app: App): Removal {
  try {
    const edits: FileEdit[] = [];
    const needs: Need[] = [];
    for (const site of app.sites) {
      if (site.words !== 'bridged') continue;
      const found = flaskSite(site, app);
      if (!found) throw new StillUsed(site.file, site.call, site.file.slice(site.call.func));
      edits.push(...found.edits);
      needs.push(...found.needs);
    }
    withoutHandlers(app);
    const included = routersIncluded(app);
    needs.push(...included.needs);
    edits.push(...included.edits, ...routersRemoved(app), ...mountsRemoved(app), ...asgiModule(app));
    return { edits, needs };
  } catch (error) {
    if (error instanceof StillUsed) return { usedAt: { file: error.file, node: error.node, name: error.spelled } };
    throw error;
  }
}

/**
 * The routes of a blueprint that were moved beside Flask are on a router of their own: what the blueprint does around its
 * routes would not be around them.
 */
function withoutHandlers({ wiring, routes }: App): void {
  const moved = new Set(routes.filter(({ words }) => words === 'fastapi').map(({ file }) => file));
  for (const { scaffold, event, file } of wiring) {
    const around = event?.kind === 'hook' && AROUND.test(event.hook);
    if (scaffold.kind === 'blueprint' && around && moved.has(scaffold.site.file))
      throw new StillUsed(file, event.site.node, event.hook);
  }
}

const AROUND = /^(before_request|after_request|teardown_request|errorhandler|register_error_handler|url_\w+)$/;

/** `bridged = FlaskRouter(bp)`. */
function* routersRemoved({ project }: App): Generator<FileEdit> {
  for (const file of project.files) {
    if (!file.text.includes('FlaskRouter') || isOfBridge(file)) continue;
    for (const node of walk(file.module)) {
      if (node.kind !== 'call' || !isBridgeRouter(project, file, node)) continue;
      const stmt = statementOf(file, node);
      if (stmt?.kind === 'assign' && stmt.value === node) yield statementRemoved(file, stmt);
    }
  }
}

/**
 * `include_router(app, router)` → `app.include_router(router)`: where it stands for a router of another module; for one of
 * the same module at its end, because FastAPI takes the routes that are there by then.
 */
function routersIncluded(app: App): Restored {
  const { events, project } = app;
  const edits: FileEdit[] = [];
  const needs: Need[] = [];
  for (const event of events) {
    const call = event.kind === 'register' ? event.call : undefined;
    if (event.kind !== 'register' || !call) continue;
    const { file } = event.site;
    const ref = project.resolve(call.func, file);
    if (ref?.kind !== 'function' || !isOfBridge(ref.file)) continue;
    const [flask, router] = call.args;
    const stmt = statementOf(file, call);
    if (!flask || !router || !stmt) throw new StillUsed(file, call, file.slice(call));
    if (event.child.site.file !== file) {
      edits.push({ file, start: call.start, end: router.start, text: `${file.slice(flask.value)}.include_router(` });
      continue;
    }
    const end = finishing(app);
    if (!end || call.args.length > 2) throw new StillUsed(file, call, file.slice(call));
    edits.push(statementRemoved(file, stmt));
    needs.push(...finishLines(end, 0, (object) => [`${object}.include_router(${file.slice(router.value)})`]));
  }
  return { edits, needs };
}

/** `asgi = FastAPI(…)`, `mount_flask(asgi, app)` and what stands below it. */
function mountsRemoved(app: App): FileEdit[] {
  const edits: FileEdit[] = [];
  for (const event of app.events) {
    if (event.kind !== 'mount' || event.scaffold !== app.scaffold || event.site.node.kind !== 'call') continue;
    const { file, node } = event.site;
    const [front, flask] = event.site.node.args;
    if (front?.value.kind !== 'name' || !flask) throw new StillUsed(file, node, file.slice(node));
    edits.push(...shellRemoved(app, file, front.value, file.slice(flask.value)));
  }
  return edits;
}

/**
 * Every statement that names the FastAPI object which stands in front: all of them are ours, or the bridge stays. That of a
 * module stays known by its name, because ASGI servers were told it.
 */
function shellRemoved({ project }: App, file: SourceFile, shell: Name, flask: string): FileEdit[] {
  const ref = project.resolve(shell, file);
  if (ref?.kind !== 'variable') throw new StillUsed(file, shell, shell.id);
  const stays = ref.scope.node.kind === 'module';
  const mount = statementOf(file, shell) as Stmt;
  const edits: FileEdit[] = [];
  const gone: Stmt[] = [];
  for (const node of walk(file.module)) {
    if (node.kind !== 'name' || node.id !== shell.id) continue;
    const other = project.resolve(node, file);
    if (other?.kind !== 'variable' || other.scope !== ref.scope) continue;
    const stmt = statementOf(file, node);
    const text = stmt ? file.slice(stmt) : '';
    if (stmt === mount && stays)
      edits.push({ file, start: mount.start, end: mount.end, text: `${shell.id} = ${flask}` });
    else if (stmt && OURS.some((one) => one.test(text))) gone.push(stmt);
    else if (HANDLER.test(text)) edits.push({ file, start: node.start, end: node.end, text: flask });
    else if (!stays || node.start < mount.start) throw new StillUsed(file, node, shell.id);
  }
  return [...edits, ...gone.map((stmt) => statementRemoved(file, stmt))];
}

/** As prep writes them: a FastAPI without pages of its own, the mount, the package that answers as Flask did. */
const OURS = [
  /^\w+ = FastAPI\(docs_url=None, redoc_url=None, openapi_url=None\)$/,
  /^mount_flask\(\w+, \w+\)$/,
  /^flask_compat\.\w+\(\w+\)$/,
];

/** What answers exceptions of migrated views, beside Flask as without it. */
const HANDLER = /^\w+\.add_exception_handler\([\w.]+, [\w.]+\)$/;

const TAKEN_OUT = '.extensions["fastapi"]';
const SAYS = 'FastAPI in front of the Flask application, which goes on serving what has not moved.';

/** The module that ASGI servers were told goes on handing out the application, so that the command stays the same. */
function* asgiModule({ project }: App): Generator<FileEdit> {
  const texts = [
    [SAYS, 'The application, for an ASGI server.'],
    [TAKEN_OUT, ''],
  ] as const;
  for (const file of project.files) {
    if (!file.text.includes(TAKEN_OUT)) continue;
    for (const [before, text] of texts) {
      const start = file.text.indexOf(before);
      if (start >= 0) yield { file, start, end: start + before.length, text };
    }
  }
}
