import { CONSENT } from '../plan/consent.js';
import type { Message } from '../transform.js';

/** Reasons that no transform gives: they come from planning and from the check of what would be written. */
export const REASONS: ReadonlyMap<string, Message> = new Map([
  ...Object.entries(CONSENT).map(([name, message]) => [`consent/${name}`, message] as const),
  [
    'guard/failed',
    {
      trust: 'manual',
      what: 'what would have been written did not pass the check',
      why: 'A file that does not parse, or names what does not exist, would take the application down.',
      todo: 'Report it, please: the route is taken one step back, and this is our fault.',
    },
  ],
  [
    'files/not-read',
    {
      trust: 'manual',
      what: 'a file or a folder was not read',
      why: 'What is in it may be a part of the application, so nobody can say that all of it was looked at.',
      todo: 'Make it a file of Python 3, or leave it out with --exclude.',
    },
  ],
  [
    'routes/not-moved',
    {
      trust: 'manual',
      what: 'a route registered together with this one cannot move',
      why: 'One registration makes both, and it can only be Flask’s or FastAPI’s.',
      todo: 'See the reasons of the other route, or register the two apart.',
    },
  ],
  [
    'units/not-chosen',
    {
      trust: 'manual',
      what: 'its unit is not among those chosen',
      why: 'Only the units named on the command line move, and what they need.',
      todo: 'Name the unit too.',
    },
  ],
]);
