import { makerOf } from '../../src/model/made.js';
import { objectUses } from '../../src/model/objects.js';
import type { Call, FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import { type App, type Change, type Difference, defineTransform, type Wiring } from '../../src/transform.js';

/** `manager.hook.setup(app=app)` */
const CALLED = /^pluggy\.PluginManager\(\)\.hook\.(\w+)$/;

/** What they answer nobody can tell: no answer that differs is taken for this. */
const OTHERS: Difference = {
  where: { status: [] },
  aspects: ['status', 'body'],
  when: 'a plugin is installed that takes the application',
  flask: 'it is handed the Flask application',
  after: 'it is handed the FastAPI application',
};

export const plugins = defineTransform({
  name: 'plugins',
  summary: 'Finds plugins that the application is handed to by pluggy.',
  messages: {
    handed: {
      trust: 'differs',
      what: '`{use}` hands plugins the FastAPI application',
      why: 'No code of the project takes it there; plugins that others have written may be installed.',
      todo: 'Look at the plugins that you install: those that call methods of Flask have to be changed.',
    },
    implemented: {
      trust: 'manual',
      what: '`{function}` is handed the application by pluggy',
      why: 'It may do with it what only Flask can.',
      todo: 'Do what it does where the application is made, or leave the application in Flask.',
    },
  },
  fastapi: {
    *wire(app) {
      for (const item of app.wiring) {
        const hook = item.kind === 'extension' ? CALLED.exec(item.what)?.[1] : undefined;
        const { event, file } = item;
        const node = event?.site.node;
        if (hook && node?.kind === 'call') yield* handed(app, item, file, node, hook);
      }
    },
  },
});

function* handed(
  app: App,
  item: Wiring,
  file: SourceFile,
  call: Call,
  hook: string,
): Iterable<Change<'handed' | 'implemented'>> {
  const own = implementations(app, hook);
  for (const { file: home, def } of own) {
    yield { message: 'implemented', file: home, at: def, data: { function: def.name } };
  }
  if (own.length > 0) return;
  const uses = objectUses(app).filter((use) => use.file === file && isGiven(call, file, use.node));
  yield {
    message: 'handed',
    file,
    at: call,
    data: { use: file.slice(call.func) },
    ports: [item],
    accounts: uses.map(({ node }) => node),
    difference: OTHERS,
  };
}

function isGiven(call: Call, file: SourceFile, node: Parameters<SourceFile['parentOf']>[0]): boolean {
  const argument = file.parentOf(node);
  return argument?.kind === 'argument' && call.args.includes(argument);
}

/** Functions of the project under `@hookimpl` that have the name of the hook, or say that they are for it. */
function implementations(app: App, hook: string): { readonly file: SourceFile; readonly def: FunctionDef }[] {
  return app.files.flatMap((file) =>
    [...walk(file.module)].flatMap((def) => {
      if (def.kind !== 'function') return [];
      const isFor = def.decorators.some(({ expr }) => {
        const marker = expr.kind === 'call' ? expr.func : expr;
        if (makerOf(app.project, file, marker) !== 'pluggy.HookimplMarker') return false;
        const other = expr.kind === 'call' ? expr.args.find(({ name }) => name === 'specname') : undefined;
        return other ? other.value.kind !== 'string' || other.value.value === hook : def.name === hook;
      });
      return isFor ? [{ file, def }] : [];
    }),
  );
}
