import { enclosingFunction } from '../../src/python/surroundings.js';
import { type App, type Change, defineTransform, jsonSettings, supportName } from '../../src/transform.js';

export const json = defineTransform({
  name: 'json',
  summary:
    'Keeps what the application says about its JSON: `app.json.compact`, `sort_keys`, `ensure_ascii`, `mimetype`.',
  messages: {
    setting: {
      trust: 'same',
      what: '`{setting}` is `{becomes}`',
      why: 'All JSON that the application answers is made by that class, or by its settings.',
      todo: 'Nothing has to be done.',
    },
    provider: {
      trust: 'manual',
      what: '`{setting}` has no counterpart',
      why: 'It decides how all JSON of the application is written, where FastAPI goes by its own rules.',
      todo: 'Return responses that are written already, or leave the application in Flask.',
    },
  },
  fastapi: {
    *wire(app) {
      const settings = app.options.style === 'compatible' ? jsonSettings(app) : [];
      for (const { item, target, name } of settings) {
        const { file } = item;
        const place = { app, file, mode: 'pure', def: enclosingFunction(file, target) } as const;
        const known = supportName(place, 'responses', 'FlaskJSONResponse');
        const becomes = `${known.text}.${name}`;
        yield {
          message: 'setting',
          file,
          at: target,
          data: { setting: file.slice(target), becomes },
          edits: [{ start: target.start, end: target.end, text: becomes }],
          needs: known.needs,
          ports: [item],
        };
      }
      yield* providers(
        app,
        settings.map(({ item }) => item),
      );
    },
  },
});

/** `app.json = Provider(app)`, and whatever else is said of it. */
function* providers(app: App, known: readonly unknown[]): Iterable<Change<'provider'>> {
  for (const item of app.wiring) {
    const { kind, what, file, event } = item;
    if (kind !== 'setting' || !event || !/^json/.test(what) || known.includes(item)) continue;
    yield { message: 'provider', file, at: event.site.node, data: { setting: what } };
  }
}
