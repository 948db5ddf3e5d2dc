import type { SourceFile } from '../../src/python/source-file.js';
import { type App, hasStaticMount } from '../../src/transform.js';

/** What Flask does for routes that an earlier run has moved, and FastAPI would do in another way. */
export function reliesOnFlask(
  app: App,
): { readonly file: SourceFile; readonly start: number; readonly what: string } | undefined {
  const moved = app.routes.filter(({ words }) => words === 'fastapi');
  const [first] = moved;
  if (!first) return undefined;
  const { file, call } = first.site;
  // FastAPI takes the first route that fits; behind the mount it is Flask's map that decides
  if (app.options.style !== 'compatible') return { file, start: call.start, what: 'the order of rules' };
  if (hasStaticMount(app)) return undefined;
  for (const { view } of moved) {
    const found = view && /["']static["']/.exec(view.file.slice(view.def));
    // Flask has the rule whether there is such a folder or not
    if (found) return { file: view.file, start: view.def.start + found.index, what: 'the rule of a static folder' };
  }
  return undefined;
}
