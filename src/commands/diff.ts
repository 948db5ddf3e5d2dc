import type { ExitCode } from '../errors.js';
import { unifiedPatch } from '../patch/unified.js';
import type { Terminal } from '../terminal.js';
import { deliver, exitOf, jsonOf, outputs, runWith, type SharedFlags, tellIncomplete } from './common.js';

/** `decant diff`: the patch, and nothing but the patch, for `git apply`. */
export async function diff(units: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags, ['text', 'json']);
  const done = await runWith(flags, units, terminal);
  for (const output of wanted) {
    deliver(output, output.format === 'json' ? jsonOf(done, 'plan', flags) : unifiedPatch(done.rendered), terminal);
  }
  tellIncomplete(done, terminal);
  return exitOf(done);
}
