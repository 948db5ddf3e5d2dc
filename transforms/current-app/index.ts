import { isApplication, isReceived } from '../../src/model/objects.js';
import { headNamed, isBelow, viewReferences } from '../../src/model/references.js';
import { classNames } from '../../src/model/subclass.js';
import type { Call } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import {
  type App,
  type Change,
  calledBy,
  defineTransform,
  outsideReferences,
  ownAttributes,
  ownExtensions,
  type Reference,
  reachedObstacle,
  swapped,
} from '../../src/transform.js';
import { isPropagation, PROPAGATED } from './propagation.js';

const CURRENT_APP = 'flask.current_app';

/** What `current_app` of `context.py` offers, and its members, with the meaning they have in Flask. */
const MEMBERS = [
  'config',
  'logger',
  'name',
  'debug',
  'testing',
  'root_path',
  'instance_path',
  'open_resource',
  'open_instance_resource',
  'static_folder',
  'static_url_path',
  'import_name',
  'secret_key',
  'app_context',
];

const OBJECT = '_get_current_object';

/** Methods that another transform has a function for. */
const FUNCTIONS = ['send_static_file'];

export const currentApp = defineTransform({
  name: 'current-app',
  summary: 'Keeps `current_app`: the settings, the logger and the name of the application that answers.',
  messages: {
    used: {
      trust: 'manual',
      what: '`current_app` is used{where}',
      why: '`current_app` is the Flask application whose context is active.',
      todo: 'Move the rest of the application; until then the route runs inside the request of Flask.',
    },
    kept: {
      trust: 'same',
      what: '`{name}` is the FastAPI application',
      why: 'Settings, logger and name are the same.',
      todo: 'Nothing has to be done.',
    },
    propagation: {
      trust: 'differs',
      what: '`{use}` says again whether exceptions are to come through',
      why: 'Since Flask 2.3 reading it is an AttributeError. Here it is PROPAGATE_EXCEPTIONS, else whether tests or debugging are on.',
      todo: 'See that the answer is what the code meant.',
    },
    object: {
      trust: 'same',
      what: '`{use}` is the FastAPI application',
      why: 'It is handed on as before: to a thread, or to a function that makes a context of it.',
      todo: 'Nothing has to be done.',
    },
    member: {
      trust: 'manual',
      what: '`{use}` has no counterpart',
      why: 'What it stands for is kept by Flask, or was put there by an extension.',
      todo: 'Do without it, or leave the application in Flask.',
    },
  },
  fastapi: {
    *migrate(route, app, mode) {
      if (mode === 'hybrid') yield* reachedObstacle(route, app, [CURRENT_APP], 'used');
      else yield* kept(app, viewReferences(app, route));
    },
    *wire(app) {
      yield* kept(app, outsideReferences(app, [CURRENT_APP]));
    },
  },
});

function* kept(app: App, found: readonly Reference[]): Iterable<Change<'kept' | 'propagation' | 'object' | 'member'>> {
  const own = ownAttributes(app);
  for (const reference of found) {
    if (!isBelow(reference, CURRENT_APP)) continue;
    const { path, file, node } = reference;
    const [member] = path.slice(CURRENT_APP.length + 1).split('.');
    if (member && FUNCTIONS.includes(member)) continue;
    const isKept = member
      ? (MEMBERS.includes(member) && !isWritten(reference)) ||
        (own.has(member) && !(classNames(app).has(member) && isWritten(reference))) ||
        isOwnExtension(app, member)
      : isNamed(app, reference) || isProbed(app, reference);
    if (member === OBJECT) {
      yield objectItself(app, reference);
    } else if (isPropagation(reference)) {
      const said = swapped(app, reference, CURRENT_APP, 'context', 'propagation');
      yield { ...said, data: { use: file.slice(node) }, difference: PROPAGATED };
    } else if (isKept) yield swapped(app, reference, CURRENT_APP, 'context', 'kept');
    else yield { message: 'member', file, at: node, data: { use: file.slice(node) }, accounts: [node] };
  }
}

/** `current_app.debug = True`: a setting of Flask, which is somewhere else now. */
function isWritten({ path, file, node }: Reference): boolean {
  const parent = file.parentOf(node);
  return (
    parent?.kind === 'assign' &&
    node.kind === 'attribute' &&
    parent.targets.includes(node) &&
    path.split('.').length === 3
  );
}

/** `current_app._get_current_object()` → `current_app.app`, where it is followed what becomes of it. */
function objectItself(app: App, reference: Reference): Change<'object' | 'member'> {
  const { file, node } = reference;
  const call = calledBy(file, node);
  const head = headNamed(app, reference, CURRENT_APP);
  const use = file.slice(call ?? node);
  if (!call || !head || !isFollowed(app, file, call)) {
    return { message: 'member', file, at: node, data: { use }, accounts: [node] };
  }
  const said = swapped(app, reference, CURRENT_APP, 'context', 'object');
  const edits = [...(said.edits ?? []), { start: head.end, end: call.end, text: '.app' }];
  return { ...said, at: call, data: { use }, edits };
}

function isFollowed(app: App, file: SourceFile, call: Call): boolean {
  const parent = file.parentOf(call);
  if (parent?.kind !== 'assign') return isReceived(app, file, call);
  const [target, more] = parent.targets;
  return parent.value === call && target?.kind === 'name' && !more && isApplication(app, file, target);
}

function isOwnExtension(app: App, member: string): boolean {
  return member === 'extensions' && (ownExtensions(app)?.size ?? 0) > 0;
}

/** `hasattr(current_app, "config")`, of what it has in any case. */
function isProbed(app: App, { file, node }: Reference): boolean {
  const argument = file.parentOf(node);
  const call = argument && file.parentOf(argument);
  const ref = call?.kind === 'call' ? app.project.resolve(call.func, file) : undefined;
  if (call?.kind !== 'call' || ref?.kind !== 'builtin' || !['getattr', 'hasattr'].includes(ref.name)) return false;
  const [first, second] = call.args;
  const name = second?.value.kind === 'string' ? second.value.value : undefined;
  return first?.value === node && name !== undefined && MEMBERS.includes(name);
}

/** `app = current_app`: another name, whose uses are looked at one by one. */
function isNamed(app: App, { file, node }: Reference): boolean {
  const parent = file.parentOf(node);
  if (parent?.kind !== 'assign' || (parent.value !== node && !parent.targets.includes(node))) return false;
  return parent.targets.every((target) => {
    const ref = app.project.resolve(target, file);
    return target.kind === 'name' && ref?.kind === 'external' && ref.path.endsWith('current_app');
  });
}
