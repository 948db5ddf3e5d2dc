import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pythonFiles, standardLibrary, withCopies } from '../src/dev/stdlib.js';
import { decantProcess } from './support/cli.js';
import { ROOT } from './support/fixtures.js';

const FILES = 1_000;
const PYTHON = join(ROOT, '.venv/bin/python');
const library = standardLibrary(PYTHON);
const paths = pythonFiles(library, FILES);

/** The files that Python itself cannot parse. */
function refusedByPython(folder: string): string[] {
  const script = `
import ast, sys, warnings
warnings.simplefilter("ignore")
for path in sys.stdin.read().split("\\n"):
    try:
        with open(path, "rb") as file:
            ast.parse(file.read())
    except (SyntaxError, ValueError):
        print(path)
`;
  const said = execFileSync(PYTHON, ['-I', '-c', script], { cwd: folder, input: paths.join('\n'), encoding: 'utf8' });
  return said.split('\n').filter(Boolean);
}

describe.each([
  ['as they are', ''],
  ['with `import flask` in front', 'import flask\n'],
])('1,000 files of the standard library, %s', (_, head) => {
  test('no crash, no change, every unreadable file named', { timeout: 600_000 }, async () => {
    expect(paths).toHaveLength(FILES);
    await withCopies(library, paths, head, (folder) => {
      const plan = decantProcess(folder, ['plan', '--read-all']);
      const diff = decantProcess(folder, ['diff', '--read-all']);
      expect(plan.stdout).toBe('Nothing of Flask was found here.\n');
      expect(diff.stdout).toBe('');
      expect(diff.stderr).toBe(plan.stderr);
      const lines = plan.stderr.split('\n').filter(Boolean);
      expect(lines.filter((line) => !/^[^:]+\.py:[1-9]\d*: not read: \S/.test(line))).toEqual([]);
      const named = new Set(lines.map((line) => line.split(':')[0]));
      expect(plan.code).toBe(named.size > 0 ? 3 : 0);
      expect([...named].sort()).toEqual(refusedByPython(folder).sort());
    });
  });
});
