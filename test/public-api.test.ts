import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './support/fixtures.js';

const CONFIG = { src: ['src/index.ts', 'src/transform.ts'] };

test.each(CONFIG.src)('the names that %s offers', async (path) => {
  const module = (await import(join(ROOT, path))) as Record<string, unknown>;
  expect(Object.keys(module).sort()).toMatchSnapshot();
});

test('the library’s door only re-exports', () => {
  const text = readFileSync(join(ROOT, 'src/index.ts'), 'utf8');
  const lines = text.split('\n').filter((line) => line && !line.startsWith('//'));
  expect(lines.filter((line) => !/^export .* from '.*';$/.test(line))).toEqual([]);
  expect(lines.length).toBeLessThan(20);
});
