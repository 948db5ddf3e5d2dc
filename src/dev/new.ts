import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run new -- name`: a transform's folder, two fixtures, its line in the list, its page; then the tests, which pass. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const [name] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9-]*$/.test(name)) {
  process.stderr.write('npm run new -- NAME, in kebab-case: what of Flask it takes away\n');
  process.exit(2);
}
if (existsSync(join(root, 'transforms', name))) {
  process.stderr.write(`transforms/${name} is there already\n`);
  process.exit(2);
}
const variable = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  process.stdout.write(`wrote ${path}\n`);
}

put(
  `transforms/${name}/index.ts`,
  `import { reaches } from '../../src/model/reach.js';
import { defineTransform } from '../../src/transform.js';

export const ${variable} = defineTransform({
  name: '${name}',
  summary: 'Finds \`flask.${variable}\` in views and in what they call.',
  messages: {
    used: {
      trust: 'manual',
      what: '\`${variable}\` is used',
      why: 'It works inside the request of Flask only.',
      todo: 'Leave the route inside the request of Flask.',
    },
  },
  fastapi: {
    *migrate(route, app) {
      const found = reaches(route, app, 'flask.${variable}');
      if (found) yield { message: 'used', file: found.reference.file, at: found.reference.node };
    },
  },
});
`,
);
put(
  `transforms/${name}/README.md`,
  `# ${name}

Finds \`flask.${variable}\` in views and in what they call.

## What it does

It names the routes that use \`${variable}\`.

## Before and after

<!-- case: used-in-a-view -->
<!-- /case -->

## What stays the same and what differs

The route runs inside the request of Flask, so everything stays the same.

## What it leaves to you

Nothing has to be done before the route can be bridged.

## Messages

<!-- messages -->
<!-- /messages -->
`,
);
put(
  `fixtures/${name}/used-in-a-view/input.py`,
  `from flask import Flask, ${variable}

app = Flask(__name__)


@app.route("/")
def index():
    return str(${variable})
`,
);
put(
  `fixtures/${name}/keeps-own-${name}/input.py`,
  `from flask import Flask

app = Flask(__name__)
${variable} = "our own"


@app.route("/")
def index():
    return str(${variable})
`,
);

const list = join(root, 'transforms/index.ts');
const text = readFileSync(list, 'utf8');
const lines = text.split('\n');
const imports = lines.filter((line) => line.startsWith('import {'));
imports.push(`import { ${variable} } from './${name}/index.js';`);
imports.sort((a, b) => ((a.match(/'(.*)'/)?.[1] ?? '') < (b.match(/'(.*)'/)?.[1] ?? '') ? -1 : 1));
const entries = [...lines.filter((line) => /^ {2}\w+,$/.test(line)), `  ${variable},`].sort();
const typeImport = lines.find((line) => line.startsWith('import type')) as string;
const head = text.slice(text.indexOf('/** One line'), text.indexOf('= [') + 3);
writeFileSync(list, `${typeImport}\n${imports.join('\n')}\n\n${head}\n${entries.join('\n')}\n];\n`);
process.stdout.write('added a line to transforms/index.ts\n');

function run(...command: [string, ...string[]]): void {
  const done = spawnSync(command[0], command.slice(1), { cwd: root, stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
run(npm, 'run', '--silent', 'build');
run(npm, 'test', '--silent', '--', 'test/fixtures.test.ts', '-t', `${name}/`, '-u');
run(npm, 'run', '--silent', 'docs');
