import { beforeAll, describe, expect, test } from 'vitest';
import type { Rendered } from '../../src/edits/rewriter.js';
import { censusOf, changedGuard } from '../../src/plan/census.js';
import type { Plan } from '../../src/plan/plan.js';
import { Parser } from '../../src/python/parser.js';
import { makeReport } from '../../src/report/report.js';
import type { Run } from '../../src/run.js';
import { inFolder, runIn } from '../support/execute.js';

const SHOP = `
import functools
from flask import Blueprint, Flask, g, request

app = Flask(__name__)
admin = Blueprint("admin", __name__, url_prefix="/admin")


def login_required(view):
    @functools.wraps(view)
    def wrapped(*args, **kwargs):
        if "key" not in request.args:
            return "no", 401
        return view(*args, **kwargs)

    return wrapped


@app.before_request
def load():
    g.key = request.args.get("key")


@app.after_request
def sign(response):
    return response


@admin.before_request
def only_admins():
    if g.key != "admin":
        return "no", 403


@app.route("/")
@login_required
def index():
    return {"key": g.key}


@app.route("/open")
def opened():
    return {"open": True}


@admin.route("/")
def home():
    return {"admin": g.key}


app.register_blueprint(admin)
`;

let parser: Parser;
beforeAll(async () => {
  parser = await Parser.create();
});

async function converted(text: string): Promise<Run> {
  return inFolder(new Map([['app.py', Buffer.from(text)]]), (folder) => runIn(folder, {}));
}

/** What the check says when \`from\` is \`to\` in what would be written. */
function said({ plan, rendered, chosen }: Run, from: string | RegExp, to: string): string[] {
  const files = new Map(rendered.files);
  const file = files.get('app.py');
  const text = file?.text.replace(from, to) ?? '';
  expect(text).not.toBe(file?.text);
  files.set('app.py', { source: file?.source, text });
  const changed: Rendered = { ...rendered, files };
  const census = censusOf(plan as Plan, changed, chosen, parser);
  return [...census].flatMap(([route, guards]) => {
    const what = changedGuard(guards);
    return what ? [`${route.endpoint}: ${what}`] : [];
  });
}

describe('the census of guards', () => {
  test('names what stands before each route, the same before and after', async () => {
    const run = await converted(SHOP);
    expect(run.plan?.mode).toBe('pure');
    const rows = makeReport(run, 'plan', 'compatible').routes.map(({ endpoint, guards }) => [endpoint, guards]);
    const everywhere = 'before_request load';
    const same = (...guards: string[]) => ({ before: guards, after: guards });
    expect(Object.fromEntries(rows)).toEqual({
      index: same(everywhere, '@login_required'),
      opened: same(everywhere),
      'admin.home': same(everywhere, 'before_request only_admins'),
    });
  });

  test('finds a guard that would be lost, or stand where none stood', async () => {
    const run = await converted(SHOP);
    expect(said(run, '@login_required\ndef index', 'def index')).toEqual([
      'index: `@login_required` would no longer stand before it',
    ]);
    expect(said(run, 'async def opened', '@login_required\nasync def opened')).toEqual([
      'opened: `@login_required` would stand before it',
    ]);
    expect(said(run, '@before_request(app)', '@after_request(app)')).toEqual([
      'index: `before_request load` would no longer stand before it',
      'opened: `before_request load` would no longer stand before it',
      'admin.home: `before_request load` would no longer stand before it',
    ]);
    expect(said(run, '@before_request(admin)\n', '')).toEqual([
      'admin.home: `before_request only_admins` would no longer stand before it',
    ]);
  });
});
