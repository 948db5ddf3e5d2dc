import type { Attribute, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import type { App } from './app.js';
import type { Reference } from './facts.js';
import { isFlaskName } from './flask-names.js';
import { isTest } from './read.js';
import { TestObjects } from './test-objects.js';

/** What a test takes of the application object. */
export interface TestUse {
  readonly file: SourceFile;
  readonly member: Attribute;
}

/** The tests of an application, which are no part of it: what in them speaks of Flask. */
export interface Suite {
  /** `app.config`, `create_app().test_client`. */
  readonly uses: readonly TestUse[];
  /** `client.application`: the way from a client to the application. */
  readonly ways: readonly TestUse[];
  /** The application called as WSGI, and code in strings that speaks to it: that can't be moved. */
  readonly lost: readonly { readonly file: SourceFile; readonly node: Node }[];
  /** Names of Flask; those of Werkzeug are left, which stays for its client. */
  readonly references: readonly Reference[];
}

/** Only for tests, and so not what the proxy of the application offers afterwards. */
const IN_TESTS = /^test_/;

const suites = new WeakMap<App, Suite>();

/** What the project's tests have to do with the application. */
export function suiteOf(app: App): Suite {
  let suite = suites.get(app);
  if (!suite) {
    const files = app.project.files.filter((file) => isTest(file.path) && !app.files.includes(file));
    suite = read(app, files);
    suites.set(app, suite);
  }
  return suite;
}

function read(app: App, files: readonly SourceFile[]): Suite {
  const objects = new TestObjects(app);
  const uses: TestUse[] = [];
  const ways: TestUse[] = [];
  const lost: Suite['lost'][number][] = [];
  const references: Reference[] = [];
  for (const file of files) {
    for (const node of walk(file.module)) {
      const isCode = node.kind === 'string' && /\.test_client\(/.test(node.value ?? '');
      if (isCode || (node.kind === 'call' && objects.of(file, node.func) === 'app')) lost.push({ file, node });
      if (node.kind !== 'attribute') continue;
      const thing = objects.of(file, node.value);
      if (thing === 'app' || (thing === 'current' && IN_TESTS.test(node.attr))) uses.push({ file, member: node });
      else if (thing === 'client' && node.attr === 'application') ways.push({ file, member: node });
    }
    const found = app.facts.collect(file, [file.module]).references;
    references.push(...found.filter(({ path }) => isFlaskName(path) && !path.startsWith('werkzeug')));
  }
  return { uses, ways, lost, references };
}
