// Set-up before `npm run demo` and `npm test`: installs, builds, and with --python makes the virtual environment of the
// fixtures that run. Plain JavaScript, because nothing is installed yet when it starts. Each step leaves a stamp (a digest
// of what it was made from), so that a second run starts at once.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Digest of files and, recursively, folders; build products are not among them. */
function digest(...paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    try {
      for (const name of readdirSync(full).sort())
        if (name !== '__pycache__' && !name.startsWith('.')) add(join(path, name));
    } catch {
      hash.update(path).update(readFileSync(full));
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/** Runs `make` unless `stamp` says that it already ran for this input and `product` is there. */
function step(stamp, input, product, make) {
  const file = join(root, stamp);
  if (existsSync(join(root, product)) && existsSync(file) && readFileSync(file, 'utf8') === input) return;
  make();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, input);
}

function run(command, ...args) {
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
step('node_modules/.stamp-install', digest('package.json', 'package-lock.json'), 'node_modules/typescript', () =>
  // `npm ci` refuses a lockfile that lists other platforms' optional binaries; `install` leaves the lockfile as it is.
  run(npm, 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'),
);
step('dist/.stamp-build', digest('src', 'transforms', '.config', 'tsconfig.json', 'package.json'), 'dist/cli.js', () =>
  run(npm, 'run', '--silent', 'build'),
);
if (process.argv.includes('--python')) {
  const requirements = 'test/python/requirements-newest.txt';
  step('.venv/.stamp', digest(requirements), '.venv', () => {
    rmSync(join(root, '.venv'), { recursive: true, force: true });
    run(process.env.PYTHON ?? 'python3', '-m', 'venv', '.venv');
    run(
      join(root, '.venv/bin/python'),
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '-r',
      requirements,
    );
  });
}
