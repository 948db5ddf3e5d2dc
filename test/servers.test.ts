import { describe, expect, test } from 'vitest';
import { inFolder, renderedBytes, runIn, writeAll } from './support/execute.js';
import { readFixtures } from './support/fixtures.js';
import { Served } from './support/served.js';

/** Sends, keeping cookies as a browser would. */
class Visitor {
  cookie = '';

  async send(served: Served, method: string, path: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(`${served.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(this.cookie && { cookie: this.cookie }) },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const one of response.headers.getSetCookie()) this.cookie = one.split(';')[0] as string;
    return response;
  }
}

const ACCOUNT = {
  name: 'Ada & Co',
  since: 'Mon, 06 May 2024 07:08:09 GMT',
  ticket: '00000000-0000-0000-0000-000000000005',
  pair: [1, '00ff', 'tuple'],
  permanent: true,
  said: [['greeting', 'Hello, <b>Ada &amp; Co</b>']],
};

const gunicorn = (port: number) => `python -m gunicorn app:app --bind 127.0.0.1:${port} --workers 1`;
const uvicorn = (port: number) => `python -m uvicorn app:app --host 127.0.0.1 --port ${port}`;

/** Both applications behind the servers that they run under; `use` is called while they do. */
async function serving(
  use: (servers: Record<'before' | 'after' | 'lastYear', Served>) => Promise<void>,
): Promise<void> {
  const input = readFixtures().find((fixture) => fixture.name === 'session/carried')?.input ?? new Map();
  const app = new Map([...input].map(([path, bytes]) => [path.replace(/^input\.py$/, 'app.py'), bytes]));
  await inFolder(app, async (flask) => {
    await inFolder(app, async (fastapi) => {
      writeAll(fastapi, renderedBytes(await runIn(fastapi)));
      const servers = await Promise.all([
        Served.start(flask, gunicorn, { SHOP_KEY: 'this year' }),
        Served.start(fastapi, uvicorn, { SHOP_KEY: 'this year' }),
        Served.start(flask, gunicorn, { SHOP_KEY: 'last year' }),
      ]);
      const [before, after, lastYear] = servers;
      try {
        await use({ before, after, lastYear });
      } finally {
        await Promise.all(servers.map((one) => one.stop()));
      }
    });
  });
}

describe('a session over real servers, Flask under gunicorn and FastAPI under uvicorn', () => {
  test('who logged in before the deploy is logged in after it, and after a rollback', async () => {
    await serving(async ({ before, after, lastYear }) => {
      for (const [first, second] of [
        [before, after],
        [after, before],
      ] as const) {
        const visitor = new Visitor();
        const login = await visitor.send(first, 'POST', '/login', { name: ACCOUNT.name });
        expect(login.status).toBe(302);
        expect(login.headers.get('set-cookie')).toMatch(/^shop=\S+; Expires=.+; HttpOnly; Path=\/; SameSite=Lax$/);
        expect(await (await visitor.send(second, 'GET', '/account')).json()).toEqual(ACCOUNT);
        // the message was taken out by the other side
        expect(await (await visitor.send(first, 'GET', '/account')).json()).toEqual({ ...ACCOUNT, said: [] });
        expect((await visitor.send(second, 'POST', '/logout')).status).toBe(204);
        const gone = await visitor.send(first, 'GET', '/account');
        expect([gone.status, gone.headers.get('location')]).toEqual([302, '/login']);
      }
      const visitor = new Visitor();
      await visitor.send(lastYear, 'POST', '/login', { name: ACCOUNT.name });
      expect(await (await visitor.send(after, 'GET', '/account')).json(), 'a key that was rotated out').toEqual(
        ACCOUNT,
      );
      // what the new key signed, the old application cannot read
      expect((await visitor.send(lastYear, 'GET', '/account')).status).toBe(302);
      const forger = new Visitor();
      forger.cookie = `${visitor.cookie.slice(0, -2)}xx`;
      for (const served of [before, after]) expect((await forger.send(served, 'GET', '/account')).status).toBe(302);
    });
  });
});
