import type { ExitCode } from '../errors.js';
import { FORMATS } from '../report/formats/index.js';
import type { Terminal } from '../terminal.js';
import { exitOf, outputs, runWith, type SharedFlags, tell, tellIncomplete } from './common.js';

/** `decant report`: the plan of everything, for people who review it and for the tools they use. */
export async function report(_: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const wanted = outputs(flags, ['md', ...FORMATS.keys()]);
  const done = await runWith(flags, [], terminal);
  tell(done, wanted, { verb: 'plan', text: () => '' }, flags, terminal);
  tellIncomplete(done, terminal);
  return exitOf(done);
}
