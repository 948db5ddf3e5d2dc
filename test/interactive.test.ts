import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, decant, git, type Said } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { readFixtures } from './support/fixtures.js';

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop');

/** `apply -i` in a committed copy of the application that ships with us. */
async function answered(
  answers: readonly string[],
  args: readonly string[],
  look: (said: Said, folder: string) => Promise<void> | void,
): Promise<void> {
  await inFolder(bookshop?.input ?? new Map(), async (folder) => {
    commitAll(folder);
    await look(await decant(folder, ['apply', '-i', ...args], {}, answers), folder);
  });
}

function treeOf(folder: string): string {
  git(folder, 'add', '--all');
  return git(folder, 'write-tree');
}

const WITH_SESSIONS = `from flask import Flask, session

app = Flask(__name__)
app.secret_key = "x"


@app.route("/")
def index():
    session["count"] = 0
    return "ready"


@app.route("/count")
def count():
    session["count"] += 1
    return str(session["count"])
`;

const QUESTION = /\(\d+\/\d+\) Make it FastAPI \[y,n,a,d,e,s,q,\?\]\? /g;

describe('apply -i', () => {
  test('shows each route with its hunks; all yes is what apply does', async () => {
    await answered(['y', 'y', 'y', 'y', 'y', 'y', 'y'], [], async ({ code, stdout, stderr }, folder) => {
      expect(code).toBe(0);
      expect(stdout).toContain('0 kept in Flask');
      expect(stderr).toMatch(/GET \S+ {2}accounts\.\w+ {2}bookshop\/accounts\.py:\d+\n@@ -/);
      const written = treeOf(folder);
      git(folder, 'reset', '--quiet', '--hard');
      expect((await decant(folder, ['apply'])).code).toBe(0);
      expect(treeOf(folder)).toBe(written);
    });
  });

  test('a route that is declined stays as it was, without a mark', async () => {
    await answered(['n', 'y', 'y', 'y', 'y', 'y', 'y'], [], ({ code, stdout, stderr }, folder) => {
      expect(code).toBe(0);
      expect(stdout).toMatch(/\d migrated, \d bridged, 1 kept in Flask\./);
      const [, rule, file] = /^\S+ (\S+) {2}\S+ {2}(\S+):\d+$/m.exec(stderr) ?? [];
      const text = readFileSync(join(folder, file as string), 'utf8');
      expect(text).toContain(`.route('${rule}')\n`);
      expect(text).not.toContain('# decant: kept');
    });
  });

  test.each([
    [['n', 'y', 'n'], 0],
    [['n', 'y'], 0],
    [['n'], 0],
    [['n', 'y', 'y'], 1],
  ])('what hangs on it is told, and asked; %j writes %d files', async (answers, files) => {
    await inFolder(new Map([['app.py', Buffer.from(WITH_SESSIONS)]]), async (folder) => {
      commitAll(folder);
      const { code, stderr } = await decant(folder, ['apply', '-i'], {}, answers);
      expect(code).toBe(0);
      if (answers.length > 1) expect(stderr).toContain('1 other would not become FastAPI:\n  count  /count  bridged\n');
      if (files === 0) expect(stderr).toMatch(/Nothing is written\.\n$/);
      expect(git(folder, 'status', '--porcelain', 'app.py').split('\n').filter(Boolean)).toHaveLength(files);
    });
  });

  test('d and a settle the rest of a unit; q leaves everything after it', async () => {
    await answered(['a', 'q', 'n'], [], ({ stderr }) => {
      expect(stderr.match(QUESTION)).toHaveLength(2);
    });
  });

  test('e explains, s shows the file, anything else the list', async () => {
    await answered(['e', 's', '?', 'q', 'n'], [], ({ stderr }) => {
      expect(stderr).toContain('migrated: pure FastAPI');
      expect(stderr).toContain('y - make it FastAPI');
      expect(stderr.match(QUESTION)).toHaveLength(4);
    });
  });

  test.each([
    [['--no-input'], /-i asks/],
    [['--target', 'quart'], /as a whole/],
    [['--series', 'out'], /--series and -i/],
    [['--plan', 'plan.json'], /--plan and -i/],
  ])('%j does not go with it: exit 2', async (args, says) => {
    await answered(['y'], args, ({ code, stderr }) => {
      expect(code).toBe(2);
      expect(stderr).toMatch(says);
    });
  });
});
