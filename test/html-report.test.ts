import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../src/report/formats/index.js';
import type { Told } from '../src/report/told.js';
import { CHROMIUM, inBrowser, type Page } from './support/browser.js';
import { decant } from './support/cli.js';
import { inFolder } from './support/execute.js';
import { HOSTILE, madeTelling } from './support/made-report.js';

const folder = mkdtempSync(join(tmpdir(), 'decant-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, told: Told): { readonly url: string; readonly text: string } {
  const text = FORMATS.get('html')?.(told) ?? '';
  const path = join(folder, `${name}.html`);
  writeFileSync(path, text);
  return { url: pathToFileURL(path).href, text };
}

const ROUTES = 500;
const MEGABYTES = 2_000_000;

/** An application in modules of 25 routes. */
function large(): Map<string, Uint8Array> {
  const view = (at: number) => `

@bp.route("/things/${at}/<int:thing_id>", methods=["POST"])
def thing_${at}(thing_id):
    data = request.get_json()
    if not data.get("name"):
        return jsonify({"error": "a name is wanted"}), 400
    return jsonify({"id": thing_id, "name": data["name"], "where": request.args.get("where", "here")}), 201
`;
  const names = Array.from({ length: ROUTES / 25 }, (_, at) => `part_${at}`);
  const modules = names.map((name, part) => {
    const views = Array.from({ length: 25 }, (_, at) => view(part * 25 + at)).join('');
    return [
      `${name}.py`,
      `from flask import Blueprint, jsonify, request\n\nbp = Blueprint("${name}", __name__)\n${views}`,
    ];
  });
  const app = ['from flask import Flask', ...names.map((name) => `import ${name}`), '', 'app = Flask(__name__)', ''];
  const all = [
    ...modules,
    ['app.py', [...app, ...names.map((name) => `app.register_blueprint(${name}.bp)`), ''].join('\n')],
  ];
  return new Map(all.map(([path, text]) => [path as string, Buffer.from(text as string)]));
}

describe('the page', () => {
  test('of 500 routes is below two megabytes, and has all of them', async () => {
    await inFolder(large(), async (project) => {
      expect(await decant(project, ['report', '-f', 'html=report.html'])).toEqual({ code: 0, stdout: '', stderr: '' });
      const text = readFileSync(join(project, 'report.html'), 'utf8');
      expect(Buffer.byteLength(text)).toBeLessThan(MEGABYTES);
      expect(text).toContain('All 500 rules become FastAPI');
      for (let at = 0; at < ROUTES; at++) expect(text).toContain(`.thing_${at}</code>`);
      expect(text).not.toContain(project);
    });
  });

  test('names what does not fit', () => {
    const before = Array.from({ length: 40_000 }, (_, at) => `line_${at} = ${at}\n`).join('');
    const told = {
      ...madeTelling(10),
      files: [{ path: 'long.py', before, after: before.replaceAll(' = ', ' = 1 + ') }],
    };
    const { text } = written('long', told);
    expect(Buffer.byteLength(text)).toBeLessThan(MEGABYTES);
    expect(text).toContain('<code>long.py</code>');
  });

  test('needs no script to be read, and asks nobody for anything', () => {
    const files = [{ path: 'shop.py', before: 'x = first(1)\n', after: 'x = second(1)\n' }];
    const { text } = written('plain', { ...madeTelling(12), files });
    const [before = ''] = text.split('<script>');
    expect(before.match(/<tr><td>GET, POST<\/td>/g)).toHaveLength(12);
    expect(before).toContain('x = <del>first</del>(1)<td class=i>1 +<td class=i>x = <ins>second</ins>(1)');
    expect(before).toMatch(/default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'/);
    expect(before).not.toMatch(/<(link|img|iframe|object|embed|base)\b|<[a-z][^>]* (src|style|on\w+)=|@import|url\(/);
    expect(text.match(/<script/g)).toHaveLength(1);
  });
});

describe.skipIf(!CHROMIUM)('in a real browser', () => {
  const isHere = 'document.activeElement.id';

  test('what names and sources hold is text', async () => {
    const { url } = written('hostile', madeTelling(60));
    await inBrowser(url, async (page) => {
      const count = async (selector: string) =>
        page.evaluate(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
      expect(await count('script')).toBe(1);
      expect(await count('img, iframe, object, embed, svg')).toBe(0);
      const shown = (await page.evaluate('document.body.textContent')) as string;
      for (const text of HOSTILE.slice(0, 2)) expect(shown).toContain(text);
      expect(page.complaints).toEqual([]);
      expect(page.requests).toEqual([url]);
    });
  });

  // a busy machine may hand Chromium two keys at once
  test('is walked with the keyboard, and filtered', { retry: 2 }, async () => {
    const { url } = written('walk', madeTelling(60));
    await inBrowser(url, async (page) => {
      const walked: unknown[] = [];
      for (const key of ['j', 'j', 'k', 'n', 'p', ']']) {
        await page.press(key);
        walked.push(await page.evaluate(isHere));
      }
      expect(walked).toEqual(['h-1', 'h-2', 'h-1', 'h-2', 'h-1', expect.stringMatching(/^h-\d$/) as string]);
      await page.press('x');
      expect(await page.evaluate('document.querySelectorAll(".hunk.seen").length')).toBe(1);
      await page.press('u');
      expect(await page.evaluate('document.querySelectorAll(".diff.unified").length > 0')).toBe(true);
      await page.press('/');
      expect(await page.evaluate(isHere)).toBe('filter');
      for (const key of '/7/') await page.press(key);
      expect(await page.evaluate('document.getElementById("shown").textContent')).toBe('1 of 60 rules');
      expect(await page.evaluate('location.hash')).toBe('#q=%2F7%2F');
      await page.press('Escape');
      await page.press('?');
      expect(await page.evaluate('document.getElementById("help").open')).toBe(true);
      await page.press('Escape');
      await sorts(page);
      expect(page.complaints).toEqual([]);
    });
  });

  test('is dark where people want it dark, with enough contrast', async () => {
    const { url } = written('colours', madeTelling(12));
    await inBrowser(url, async (page) => {
      const light = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(await page.evaluate(CONTRAST)).toBeGreaterThan(4.5);
      await page.dark();
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).not.toBe(light);
      expect(await page.evaluate(CONTRAST)).toBeGreaterThan(4.5);
      await page.evaluate('document.getElementById("theme").click()');
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(light);
      expect((await page.screenshot()).length).toBeGreaterThan(10_000);
    });
  });
});

async function sorts(page: Page): Promise<void> {
  await page.evaluate('document.querySelectorAll("#routes-table th button")[4].click()');
  expect(await page.evaluate('document.querySelector("[aria-sort]").getAttribute("aria-sort")')).toBe('ascending');
  const names = (await page.evaluate(
    '[...document.querySelectorAll("#routes-table tbody tr")].map((r) => r.cells[4].textContent)',
  )) as string[];
  expect(names[0]).toMatch(/^unit_0\./);
}

/** The least contrast of any text with what is behind it (WCAG 2). */
const CONTRAST = `(() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => parse(color).slice(0, 3).map((c) => c / 255).map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((parse(color)[3] ?? 1) > 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  let least = 21;
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || element.tagName === 'SCRIPT') continue;
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return least;
})()`;
