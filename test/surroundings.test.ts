import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, readFixtures } from './support/fixtures.js';

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
      expect(found, name).toContainEqual(expect.stringMatching(/^fastapi/));
      expect(found, name).toContainEqual(expect.stringMatching(/^uvicorn/));
    }
  });
});
