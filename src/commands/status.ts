import { EXIT, type ExitCode } from '../errors.js';
import { asItIs, counted } from '../report/progress.js';
import { columns, shown } from '../report/text.js';
import type { Terminal } from '../terminal.js';
import { runWith, type SharedFlags, tellIncomplete } from './common.js';

/** `decant status`: how far the tree is, unit by unit. */
export async function status(_: readonly string[], flags: SharedFlags, terminal: Terminal): Promise<ExitCode> {
  const done = await runWith(flags, [], terminal);
  const routes = done.plan?.app.routes ?? [];
  if (routes.length === 0) {
    terminal.out('Nothing of Flask was found here.\n');
    return EXIT.done;
  }
  const row = (name: string, of: typeof routes) => {
    const { migrated, bridged, kept } = counted(asItIs(done), of);
    return [name, ...[migrated, bridged, kept].map(shown)];
  };
  const units = [...new Set(routes.map(({ unit }) => unit))].sort();
  const rows = units.map((unit) =>
    row(
      unit,
      routes.filter((route) => route.unit === unit),
    ),
  );
  const table = columns([['unit', 'migrated', 'bridged', 'kept'], ...rows, row('all', routes)], 1);
  const next = done.plan?.canEnd ? ['', '  Nothing keeps Flask any more: decant apply cleanup'] : [];
  terminal.out(`${[...table, ...next].join('\n')}\n`);
  tellIncomplete(done, terminal);
  return EXIT.done;
}
