import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { transforms } from '../../transforms/index.js';
import { configSchema } from '../config/schema.js';
import { reportSchema } from '../report/schema.js';
import type { Message, Transform } from '../transform.js';
import { ROOT as root, splitPatch, withBookshop } from './samples.js';

/**
 * `npm run docs`: writes what is generated (message tables, examples out of fixtures, the index, the schemas) between its
 * marks; with `--check` it only tells what would change, and fails if anything would.
 */
const check = process.argv.includes('--check');
const stale: string[] = [];

function write(path: string, text: string): void {
  const full = join(root, path);
  if (existsSync(full) && readFileSync(full, 'utf8') === text) return;
  stale.push(path);
  if (check) return;
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function between(text: string, name: string, body: string, path: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!pattern.test(text)) throw new Error(`${path} has no <!-- ${name} --> … <!-- /${name} -->`);
  return text.replace(pattern, (_, open: string, close: string) => `${open}${body}${close}`);
}

function messageTable(transform: Transform): string {
  const rows = (Object.entries(transform.messages) as [string, Message][]).map(
    ([name, message]) =>
      `| \`${transform.name}/${name}\` | ${message.trust} | ${cell(message.what)} | ${cell(message.why)} | ${cell(message.todo)} |`,
  );
  return ['| id | trust | what | why | what to do |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/**
 * `<!-- case: name -->` … `<!-- /case -->`: a fixture before and after, so that what the page shows is tested. Of one with files
 * around the code the file is named: `<!-- case: pinned requirements.txt -->`.
 */
function cases(text: string, transform: string, path: string): string {
  return text.replace(
    /(<!-- case: ([\w-]+(?:\/[\w-]+)?)(?: (\S+))? -->\n)[\s\S]*?(<!-- \/case -->)/g,
    (_, open: string, name: string, file: string | undefined, close: string) => {
      const folder = join(root, 'fixtures', name.includes('/') ? name : `${transform}/${name}`);
      const before = readFileSync(join(folder, file ? `input/${file}` : 'input.py'), 'utf8');
      const output = join(folder, file ? `output/${file}` : 'output.py');
      if (!existsSync(output)) throw new Error(`${path} shows ${name}, which has no ${output}`);
      const after = readFileSync(output, 'utf8');
      const language = file && !file.endsWith('.py') ? 'text' : 'python';
      return `${open}\n\`\`\`${language}\n${before}\`\`\`\n\nbecomes\n\n\`\`\`${language}\n${after}\`\`\`\n\n${close}`;
    },
  );
}

/** `<!-- sample: plan -->` … `<!-- /sample -->`: what the command prints; of a patch, the part of one file. */
function samples(text: string): string {
  return withBookshop((decant) =>
    text.replace(
      /(<!-- sample: (.+?) -->\n)[\s\S]*?(<!-- \/sample -->)/g,
      (_, open: string, command: string, close: string) => {
        const [verb = '', ...rest] = command.split(' ');
        const shown = verb === 'diff' ? splitPatch(decant('diff')).own.get(rest.join(' ')) : decant(verb, ...rest);
        if (shown === undefined) throw new Error(`README.md shows ${command}, which gives nothing`);
        return `${open}\n\`\`\`${verb === 'diff' ? 'diff' : 'text'}\n${shown.trimEnd()}\n\`\`\`\n\n${close}`;
      },
    ),
  );
}

const HEADINGS = [
  'What it does',
  'Before and after',
  'What stays the same and what differs',
  'What it leaves to you',
  'Messages',
];
const faults: string[] = [];

for (const transform of transforms) {
  const path = `transforms/${transform.name}/README.md`;
  if (!existsSync(join(root, path))) {
    faults.push(`${path} is missing: write the page of ${transform.name} (CONTRIBUTING.md)`);
    continue;
  }
  let text = readFileSync(join(root, path), 'utf8');
  const headings = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
  if (headings.join('\n') !== HEADINGS.join('\n')) {
    faults.push(`${path} has to have the headings ${HEADINGS.join(' · ')}`);
    continue;
  }
  text = text.replace(/^# .*\n\n[^\n]*\n/, `# ${transform.name}\n\n${transform.summary}\n`);
  text = cases(text, transform.name, path);
  write(path, between(text, 'messages', messageTable(transform), path));
}

const index = transforms.map((one) => `| [${one.name}](transforms/${one.name}/README.md) | ${cell(one.summary)} |`);
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const listed = between(
  readme,
  'transforms',
  ['| transform | what it does |', '|---|---|', ...index, ''].join('\n'),
  'README.md',
);
write('README.md', samples(listed));

for (const [name, schema] of Object.entries({ report: reportSchema, config: configSchema })) {
  const published = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  write(`schemas/${name}.schema.json`, `${JSON.stringify(published, undefined, 2)}\n`);
}

for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
if (stale.length > 0) {
  process.stderr.write(`${check ? 'out of date (npm run docs writes them)' : 'written'}: ${stale.join(', ')}\n`);
  if (check) process.exitCode = 1;
}
