import { markdown } from './formats/markdown.js';
import type { Told } from './told.js';

/** What lies beside the patches of a series: how to take them, how to read them, and the report of all of them. */
export function coverLetter(told: Told, patches: readonly string[]): string {
  return [
    '# Flask → FastAPI, one unit at a time',
    '',
    'Every patch leaves an application that runs, and the rest may come later, or never. `decant apply --series DIR UNIT…` makes them in another',
    'order, which ends in the same files.',
    '',
    '    git am --keep-cr *.patch',
    '',
    ...patches.map((name) => `- ${name}`),
    '',
    'To review: agree to what a client would notice, once for each line of that table; look for guards that are not the same (there are none);',
    'read a few hunks of each kind; `decant verify` answers for the rest. Made again by `decant apply --series DIR`, which gives the same.',
    '',
    markdown(told),
  ].join('\n');
}
