import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownersIn, ownersOf } from '../../src/report/owners.js';
import { inFolder } from '../support/execute.js';

const CODEOWNERS = `# who is asked
*                 @org/everybody
*.py              @org/python   # and nobody else
/shop/            ann@example.org @bob
shop/admin/*      @org/admins
docs/*            @org/writers
/shop/free.py
with\\ space.py   @org/spaces
`;

describe('CODEOWNERS', () => {
  test.each([
    ['README.md', ['@org/everybody']],
    ['lib/shop/views.py', ['@org/python']],
    ['shop/views.py', ['ann@example.org', '@bob']],
    ['shop/admin/views.py', ['@org/admins']],
    ['shop/admin/deep/views.py', ['ann@example.org', '@bob']],
    ['docs/index.md', ['@org/writers']],
    ['docs/deep/index.md', ['@org/everybody']],
    ['shop/free.py', []],
    ['with space.py', ['@org/spaces']],
  ])('%s: the last line that fits', (path, owners) => {
    expect(ownersOf(CODEOWNERS)(path)).toEqual(owners);
  });

  test('sections of GitLab have owners for lines that name none', () => {
    const owners = ownersOf('[Back end] @org/back\napi/\napi/secret.py @eve\n\n^[Docs][2] @org/docs\n*.md\n');
    expect(['api/x.py', 'api/secret.py', 'a.md', 'b.txt'].map(owners)).toEqual([
      ['@org/back'],
      ['@eve'],
      ['@org/docs'],
      [],
    ]);
  });

  test('of a project in a folder of its repository; without a repository there is none', async () => {
    await inFolder(new Map(), (top) => {
      const project = join(top, 'services/shop');
      mkdirSync(join(top, '.github'), { recursive: true });
      mkdirSync(project, { recursive: true });
      writeFileSync(join(top, '.github/CODEOWNERS'), '/services/shop/ @org/shop\n');
      expect(ownersIn(project)('views.py')).toEqual([]);
      mkdirSync(join(top, '.git'));
      expect(ownersIn(project)('views.py')).toEqual(['@org/shop']);
    });
  });
});
