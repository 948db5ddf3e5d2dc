import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isConfigured } from '../config/read.js';
import { type ExitCode, UsageError } from '../errors.js';
import { type Proposal, proposal } from '../init/files.js';
import { showPrefix } from '../patch/git.js';
import { asItIs, counted } from '../report/progress.js';
import { plural } from '../report/tallies.js';
import type { Run } from '../run.js';
import type { Terminal } from '../terminal.js';
import { exitOf, runWith, type SharedFlags, tellIncomplete } from './common.js';

/** `decant init`: shows the configuration and the gate for CI, asks, and writes them. What is there already is left alone. */
export async function init(_: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const done = await runWith(flags, [], terminal);
  if (!done.plan) throw new UsageError('nothing of Flask was found here', 'name the project with -C');
  const prefix = showPrefix(done.root);
  const top = join(done.root, ...prefix.split('/').map((part) => part && '..'));
  const { files, byHand } = proposed(done, done.plan.app.entry, prefix, top);
  const wanted = [...files].filter(([path]) => !existsSync(join(top, path)));
  for (const [path, text] of wanted) terminal.out(`${terminal.colors.bold(path)}\n${indented(text)}\n`);
  for (const [path] of files) if (existsSync(join(top, path))) terminal.out(`${path} is there already.\n`);
  for (const { file, text } of byHand) terminal.out(`To be added to ${file} by you:\n${indented(text)}\n`);
  tellIncomplete(done, terminal);
  if (wanted.length > 0 && (await agreedTo(wanted.length, flags, terminal))) {
    for (const [path, text] of wanted) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      // somebody else may have written it while the question was open
      writeFileSync(join(top, path), text, { flag: 'wx' });
      terminal.out(`  ${terminal.colors.green('wrote')} ${path}\n`);
    }
  } else {
    terminal.err('Nothing is written.');
  }
  return exitOf(done);
}

function proposed(
  done: Run,
  { module, attribute }: { readonly module: string; readonly attribute: string },
  prefix: string,
  top: string,
): Proposal {
  const { kept, bridged } = counted(asItIs(done));
  return proposal({
    prefix,
    app: `${module}:${attribute}`,
    kept,
    bridged,
    configured: isConfigured(done.root),
    has: (path) => existsSync(join(top, path)),
  });
}

async function agreedTo(count: number, { input }: SharedFlags, terminal: Terminal): Promise<boolean> {
  if (!input) return false;
  const answer = await terminal.interview((ask) => ask(`Write ${plural(count, 'file')} [y,n]? `));
  return answer?.trim() === 'y';
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
