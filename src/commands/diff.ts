import type { ExitCode } from '../errors.js';
import { unifiedPatch } from '../patch/unified.js';
import type { Terminal } from '../terminal.js';
import { exitOf, outputs, runWith, type SharedFlags, tell, tellIncomplete } from './common.js';

/** `decant diff`: the patch, and nothing but the patch, for `git apply`. */
export async function diff(units: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags);
  const done = await runWith(flags, units, terminal);
  tell(done, wanted, { verb: 'plan', text: () => unifiedPatch(done.rendered) }, flags, terminal);
  tellIncomplete(done, terminal);
  return exitOf(done);
}
