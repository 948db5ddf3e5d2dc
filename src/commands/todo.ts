import { EXIT, type ExitCode } from '../errors.js';
import { aroundOf, obstaclesOf } from '../report/obstacles.js';
import { ownersIn } from '../report/owners.js';
import type { Terminal } from '../terminal.js';
import { runWith, type SharedFlags, tellIncomplete } from './common.js';

const SHOWN = 5;

/** `decant todo`: what a person has to do before Flask can go, with the places. */
export async function todo(_: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const done = await runWith(flags, [], terminal);
  const { plan } = done;
  const owners = ownersIn(done.root);
  const obstacles = plan ? [...aroundOf(plan), ...obstaclesOf(plan)] : [];
  if (plan?.canEnd) terminal.out('Nothing keeps Flask any more: decant apply cleanup\n');
  else if (obstacles.length === 0) terminal.out('Nothing is left for a person: decant apply does the rest.\n');
  for (const { id, text, todo: advice, places } of obstacles) {
    const more = places.length > SHOWN ? [`    … ${places.length - SHOWN} more`] : [];
    const lines = [
      `${text}  [${id}]`,
      `  ${advice}`,
      ...places.slice(0, SHOWN).map((place) => `    ${[place, ...owners(place.replace(/:\d+$/, ''))].join('  ')}`),
      ...more,
    ];
    terminal.out(`${lines.join('\n')}\n\n`);
  }
  tellIncomplete(done, terminal);
  return EXIT.done;
}
