import type { ExitCode } from '../errors.js';
import { writeFiles } from '../patch/write.js';
import { appliedText } from '../report/text.js';
import type { Terminal } from '../terminal.js';
import { deliver, exitOf, jsonOf, outputs, runWith, type SharedFlags, tellIncomplete } from './common.js';

/** `decant apply`: writes. */
export async function apply(units: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags, ['text', 'json']);
  const done = await runWith(flags, units, terminal);
  writeFiles(done.root, done.rendered);
  for (const output of wanted) {
    const text = output.format === 'json' ? jsonOf(done, 'apply', flags) : appliedText(done, terminal);
    deliver(output, text, terminal);
  }
  tellIncomplete(done, terminal);
  return exitOf(done);
}
