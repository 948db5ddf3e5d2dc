import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder, renderedBytes, runIn, writeAll } from './support/execute.js';
import { ROOT, readFixtures } from './support/fixtures.js';
import { Served } from './support/served.js';

/** Reads each file as the tool does that it is for, and says what it found. */
const READERS = `
import json, pathlib, re, sys, tempfile, tomllib
from packaging.requirements import Requirement
from pip._internal.network.session import PipSession
from pip._internal.req import parse_requirements

def requirements(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "requirements.txt")
        path.write_text(re.sub(r"(?m)^-[rc] .*$", "", text))
        return [str(Requirement(one.requirement)) for one in parse_requirements(str(path), session=PipSession())]

def pyproject(text):
    data = tomllib.loads(text)
    project = data.get("project", {})
    arrays = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
    arrays += data.get("dependency-groups", {}).values()
    poetry = data.get("tool", {}).get("poetry", {}).get("dependencies", {})
    return [str(Requirement(one)) for array in arrays for one in array if isinstance(one, str)] + sorted(poetry)

def pipfile(text):
    return sorted(tomllib.loads(text)["packages"])

def setup_cfg(text):
    import configparser
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return [str(Requirement(one)) for one in parser["options"]["install_requires"].split("\\n") if one and one[0] != "#"]

READERS = {"pyproject.toml": pyproject, "Pipfile": pipfile, "setup.cfg": setup_cfg}
found = []
for name, text in json.load(sys.stdin):
    reader = READERS.get(name.rpartition("/")[2]) or requirements
    try:
        found.append([name, reader(text)])
    except Exception as error:
        found.append([name, repr(error)])
json.dump(found, sys.stdout)
`;

describe('lists of requirements', () => {
  test('are what their own tools read', () => {
    const files = readFixtures()
      .filter(({ transform }) => transform === 'dependencies')
      .flatMap(({ name, output = new Map<string, Uint8Array>() }) =>
        [...output]
          .filter(([path]) => /(requirements[^/]*\.(txt|in)|pyproject\.toml|Pipfile|setup\.cfg)$/.test(path))
          .map(([path, bytes]) => [`${name}/${path}`, Buffer.from(bytes).toString('utf8')] as const),
      );
    expect(files.length).toBeGreaterThan(8);
    const said = execFileSync(join(ROOT, '.venv/bin/python'), ['-c', READERS], {
      input: JSON.stringify(files),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    for (const [name, found] of JSON.parse(said) as [string, unknown][]) {
      expect(Array.isArray(found), `${name}: ${String(found)}`).toBe(true);
      expect(found, name).toContainEqual(expect.stringMatching(/^(fastapi|httpx)/));
    }
  });
});

/** The command of a line, with an address of this machine in the place of all. */
type Line = readonly [fixture: string, file: string, line: RegExp];

const STARTED: readonly Line[] = [
  ['procfile', 'Procfile', /^web: (.*)$/m],
  ['dockerfile-exec', 'Dockerfile', /^CMD (\[.*\])$/m],
  ['dockerfile-shell', 'Dockerfile.dev', /^CMD (.*)$/m],
  ['compose', 'docker-compose.yml', /command: (gunicorn .*?) +#/],
  ['hybrid', 'Procfile', /^web: (.*)$/m],
  ['hybrid', 'Procfile', /^outlet: (.*)$/m],
  ['hybrid', 'Procfile', /^dev: (.*)$/m],
];

function commandIn(text: string, line: RegExp, port: number): string {
  const found = line.exec(text)?.[1] ?? '';
  const words = found.startsWith('[') ? (JSON.parse(found) as string[]).map((word) => `'${word}'`).join(' ') : found;
  return words
    .replace(/^exec /, '')
    .replace(/(--port|-b 0.0.0.0:|'0.0.0.0:)( ?)\d+/, (_, option: string, gap: string) => option + gap + port)
    .replaceAll('0.0.0.0', '127.0.0.1')
    .replace(' --reload', '');
}

describe('command lines', () => {
  test.each(STARTED)('%s: %s %s starts the application, which answers', async (name, file, line) => {
    const fixture = readFixtures().find((one) => one.name === `deployment/${name}`);
    await inFolder(fixture?.input ?? new Map(), async (folder) => {
      const bytes = renderedBytes(await runIn(folder));
      writeAll(folder, bytes);
      const text = Buffer.from(bytes.get(file) ?? '').toString('utf8');
      const served = await Served.start(
        folder,
        (port) => {
          const command = commandIn(text, line, port);
          // what the line leaves to the configuration or to PORT
          return command.includes(String(port)) ? command : `${command} --bind 127.0.0.1:${port}`;
        },
        { WEB_CONCURRENCY: '1' },
      );
      try {
        const response = await fetch(`${served.url}/`);
        expect(response.status).toBe(name === 'hybrid' ? 401 : 200);
        if (response.status === 200) expect(await response.json()).toEqual({ hello: 'world' });
      } finally {
        await served.stop();
      }
    });
  });
});
