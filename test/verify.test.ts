import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitAll, decantProcess } from './support/cli.js';
import { inFolder, renderedBytes, runIn, writeAll } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';

const PYTHON = join(ROOT, '.venv/bin/python');

const bookshop = readFixtures().find((fixture) => fixture.name === 'apps/bookshop')?.input ?? new Map();

/** Says something else each time, in every way that there is. */
const RESTLESS = `

@bp.route('/now')
def now():
    import secrets
    import time
    import uuid

    return jsonify(at=time.time(), id=str(uuid.uuid4()), ticket=[secrets.token_hex(4), 'kept'], title='now')


@bp.route('/form')
def form():
    import secrets

    page = f'<form><input type=hidden value="{secrets.token_urlsafe(16)}"><b>Search</b></form>'
    return page, 200, {'X-Request': secrets.token_hex(8)}


@bp.route('/shelf')
def shelf():
    with open('shelf.txt') as file:
        return file.read()
`;

function module(text: string): Map<string, Uint8Array> {
  return new Map([['app.py', Buffer.from(text)]]);
}

/** A committed application that is converted, not committed again, and then changed by `fault`. */
async function converted(
  files: ReadonlyMap<string, Uint8Array>,
  use: (folder: string) => Promise<void> | void,
  { before = () => {}, fault = () => {} }: { before?: (folder: string) => void; fault?: (folder: string) => void } = {},
): Promise<void> {
  await inFolder(files, async (folder) => {
    before(folder);
    commitAll(folder);
    const done = await runIn(folder);
    writeAll(folder, renderedBytes(done));
    fault(folder);
    await use(folder);
  });
}

function verify(folder: string, ...args: string[]) {
  return decantProcess(folder, ['verify', '--python', PYTHON, ...args], {
    GIT_CEILING_DIRECTORIES: join(folder, '..'),
  });
}

function replace(folder: string, path: string, from: string, to: string): void {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

interface VerifyReport {
  readonly counts: Record<string, number>;
  readonly requests: readonly {
    readonly path: string;
    readonly endpoint: string | null;
    readonly verdict: string;
    readonly why: string;
    readonly aspects: readonly { readonly aspect: string; readonly flask: string; readonly after: string }[];
    readonly announcedBy?: readonly string[];
    readonly again: string;
  }[];
}

describe('decant verify', () => {
  test('a right conversion: exit 0; what is announced counts as such, what changes by itself is masked', async () => {
    const before = (folder: string) => appendFileSync(join(folder, 'bookshop/catalogue.py'), RESTLESS);
    await converted(
      bookshop,
      (folder) => {
        writeFileSync(
          join(folder, 'mine.json'),
          '["GET /books/?page=2", {"method": "POST", "path": "/login", "form": {"name": "Ada"}}, "GET /account"]',
        );
        const args = [
          '--requests',
          'mine.json',
          '--before',
          'echo full > shelf.txt',
          '-f',
          'text',
          '-f',
          'json=out.json',
          '-f',
          'junit=out.xml',
        ];
        const { code, stdout, stderr } = verify(folder, ...args);
        expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
        expect(stdout).toMatch(
          /^bookshop:create_app {2}\d{3} requests, held against bookshop:create_app of HEAD \(\w{7}\)\n/,
        );
        expect(stdout).not.toMatch(/Only errors were seen of .*shelf/);
        expect(stdout).toMatch(/\n {2}\d{3} the same {3}\d+ announced {3}0 silent\n/);
        const report = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as VerifyReport;
        expect(report.counts).toMatchObject({ silent: 0, unstable: 0, unsent: 0, cut: 0 });
        expect(report.requests.flatMap(({ announcedBy = [] }) => announcedBy)).toContain('application/docs');
        expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('failures="0" errors="0"');
        // nothing but what was asked for is written
        expect(readdirSync(folder).sort()).toEqual(['.git', 'bookshop', 'mine.json', 'out.json', 'out.xml']);
        expect(existsSync(join(folder, 'bookshop/__pycache__'))).toBe(false);
      },
      { before },
    );
  });

  test('what somebody broke afterwards: exit 1, with route and aspect', async () => {
    const source = `
from flask import Flask, jsonify, make_response, redirect, request

app = Flask(__name__)


def needs_key(view):
    from functools import wraps

    @wraps(view)
    def inner(*args, **kwargs):
        if request.headers.get('X-Key') != 'k':
            return jsonify(error='no'), 403
        return view(*args, **kwargs)
    return inner


@app.route('/status', methods=['POST'])
def status():
    return jsonify(ok=True), 201


@app.route('/header')
def header():
    return jsonify(ok=True), 200, {'X-Shelf': 'a'}


@app.route('/cookie')
def cookie():
    response = make_response('set')
    response.set_cookie('shelf', 'a', httponly=True)
    return response


@app.route('/type')
def type_():
    return jsonify(price=12)


@app.route('/secret')
@needs_key
def secret():
    return 'shelf'


@app.route('/away')
def away():
    return redirect('/elsewhere')


@app.route('/well')
def well():
    return 'well'
`;
    const fault = (folder: string) => {
      replace(folder, 'app.py', '}, 201)', '}, 200)');
      replace(folder, 'app.py', "'X-Shelf'", "'X-Shelves'");
      replace(folder, 'app.py', 'httponly=True', 'httponly=False');
      replace(folder, 'app.py', '12', '"12"');
      replace(folder, 'app.py', "!= 'k'", "== 'k'");
      replace(folder, 'app.py', "'/elsewhere'", "'/well'");
    };
    await converted(
      module(source),
      (folder) => {
        const { code, stdout } = verify(folder, '-f', 'text', '-f', 'json=out.json', '-f', 'junit=out.xml');
        expect(code).toBe(1);
        const { requests } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as VerifyReport;
        const silent = requests.filter(({ verdict }) => verdict === 'silent');
        const found = new Set(
          silent.flatMap(({ endpoint, aspects }) => aspects.map(({ aspect }) => `${endpoint} ${aspect}`)),
        );
        for (const one of ['status status', 'cookie header:set-cookie', 'type_ body', 'secret status'])
          expect(found).toContain(one);
        expect([...found].filter((one) => one.startsWith('well '))).toEqual([]);
        expect(stdout).toMatch(
          /silent {2}POST \/status {2}status .*\n {4}status {2}Flask: 201\n {12}now: {3}200\n {4}curl -i /,
        );
        expect(stdout).toMatch(/Flask: \$\.price 12\n.*now: {3}\$\.price "12"/);
        expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('<failure message="status">');
      },
      { fault },
    );
  });

  test('a secret that is drawn at the first start: no session of another copy is shown', async () => {
    const source = `
import os
import secrets

from flask import Flask, session

app = Flask(__name__)
if not os.path.exists('secret'):
    with open('secret', 'w') as file:
        file.write(secrets.token_hex())
with open('secret') as file:
    app.secret_key = file.read()


@app.route('/')
def index():
    session['visits'] = session.get('visits', 0) + 1
    return str(session['visits'])
`;
    const counts = async (files: ReadonlyMap<string, Uint8Array>) => {
      let found: VerifyReport['counts'] = {};
      await converted(files, (folder) => {
        const { code, stdout } = verify(folder, '-f', 'json=out.json');
        expect(code, stdout).toBe(0);
        found = (JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as VerifyReport).counts;
      });
      return found;
    };
    const drawn = await counts(module(source));
    const agreed = await counts(new Map([...module(source), ['secret', Buffer.from('the same for all')]]));
    expect(drawn.silent).toBe(0);
    expect(agreed.same).toBeGreaterThan(drawn.same ?? 0);
  });

  test('Flask against itself, over real servers: nothing silent', async () => {
    await inFolder(bookshop, (folder) => {
      appendFileSync(join(folder, 'bookshop/catalogue.py'), RESTLESS);
      const { code, stdout } = verify(folder, '--base', '.', '--server');
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/ 0 announced {3}0 silent\n/);
    });
  });

  test('what does not boot: exit 5, with its last words', async () => {
    const fault = (folder: string) => appendFileSync(join(folder, 'app.py'), "\nraise RuntimeError('no shelf')\n");
    const source =
      "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/')\ndef index():\n    return 'ok'\n";
    await converted(
      module(source),
      (folder) => {
        const { code, stdout, stderr } = verify(folder);
        expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
        expect(stderr).toMatch(
          /^decant: the converted application does not boot: RuntimeError: no shelf \(app\.py:\d+\)\n {2}Traceback/,
        );
      },
      { fault },
    );
    const factory = 'from flask import Flask\n\n\ndef create_app(shelf):\n    app = Flask(__name__)\n    return app\n';
    await inFolder(module(factory), (folder) => {
      const { code, stderr } = verify(folder, '--base', '.');
      expect(code).toBe(5);
      expect(stderr).toContain('app:create_app cannot be called without arguments: it wants shelf\n');
    });
  });

  test('nothing to compare with: exit 2', async () => {
    await inFolder(bookshop, (folder) => {
      const { code, stdout, stderr } = verify(folder);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('name the folder of the original with --base');
      commitAll(folder);
      expect(verify(folder).stderr).toContain('there is no commit before the conversion');
      expect(verify(folder, '--base', 'v0')).toMatchObject({ code: 2, stdout: '' });
      writeFileSync(join(folder, 'mine.json'), '{}');
      expect(verify(folder, '--base', 'HEAD', '--requests', 'mine.json').stderr).toContain(
        'neither a list of requests',
      );
      expect(verify(folder, '--base', 'HEAD', '--python', 'no-such-python')).toMatchObject({ code: 5, stdout: '' });
    });
  });

  test('an interrupt ends what was started', async () => {
    const source = `
from flask import Flask

app = Flask(__name__)


@app.route('/')
def index():
    import os
    import subprocess
    import time

    child = subprocess.Popen(['sleep', '600'])
    with open(os.environ['PIDS'], 'a') as pids:
        pids.write(f'{os.getpid()}\\n{child.pid}\\n')
    time.sleep(600)
`;
    await inFolder(
      new Map([
        ['app/app.py', Buffer.from(source)],
        ['tmp/pids', Buffer.from('')],
      ]),
      async (top) => {
        const [folder, pids] = [join(top, 'app'), join(top, 'tmp/pids')];
        const env = { ...process.env, PIDS: pids, TMPDIR: join(top, 'tmp') };
        const args = [join(ROOT, 'dist/cli.js'), 'verify', '--python', PYTHON, '--base', '.', '--timeout', '60'];
        const child: ChildProcess = spawn(process.execPath, args, { cwd: folder, env, stdio: 'ignore' });
        const numbers = () => readFileSync(pids, 'utf8').split('\n').filter(Boolean).map(Number);
        for (let i = 0; i < 300 && numbers().length < 6; i++) await new Promise((resolve) => setTimeout(resolve, 100));
        expect(numbers().length).toBe(6);
        const gone = once(child, 'exit');
        child.kill('SIGINT');
        expect(await gone).toEqual([130, null]);
        for (let i = 0; i < 20 && numbers().some(isRunning); i++)
          await new Promise((resolve) => setTimeout(resolve, 100));
        expect(numbers().filter(isRunning)).toEqual([]);
        expect(readdirSync(join(top, 'tmp'))).toEqual(['pids']);
      },
    );
  });
});

/** Not gone, and not only waiting for its parent to notice its end. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
