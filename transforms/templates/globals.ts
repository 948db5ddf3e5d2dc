import { codeIn, mayBeUsedInTemplates, templateTexts } from '../../src/model/templates.js';
import {
  type App,
  type Change,
  type Finishing,
  finishing,
  finishLines,
  type Need,
  SHELL,
  supportName,
} from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** What the application's own modules put into every template, where a template uses it. */
const GLOBALS = { g: 'context', session: 'sessions', get_flashed_messages: 'sessions' } as const;

/** Attributes of Flask's request that stand for its body, or for what only Flask knows of it. */
const MISSING =
  /(?<![\w.])request\.(environ|input_stream|max_content_length|routing_exception)\b|(?<![\w.])request\.(url_rule)\b(?!\.endpoint\b)/;

/** What templates find without being handed it. */
export function* globalsChanges(app: App): Iterable<Said> {
  yield* missing(app);
  const names = Object.keys(GLOBALS).filter((name) => mayBeUsedInTemplates(app, [name]));
  const place = finishing(app)?.places[0];
  if (names.length === 0 || !place) return;
  const needs: Need[] = [];
  const values = names.map((name) => {
    const known = supportName({ app, file: place.file, mode: 'pure' }, GLOBALS[name as keyof typeof GLOBALS], name);
    needs.push(...known.needs);
    return `${name}=${known.text}`;
  });
  const added = supportName({ app, file: place.file, mode: 'pure' }, 'templating', 'add_template_globals');
  const lines = finishLines(finishing(app) as Finishing, SHELL.contexts - 1, (object) => [
    `${added.text}(${[object, ...values].join(', ')})`,
  ]);
  const { file, node } = app.scaffold.site;
  yield {
    message: 'globals',
    file,
    at: node,
    data: { names: names.join(', ') },
    needs: [...needs, ...added.needs, ...lines],
  };
}

function missingIn(code: string): readonly string[] {
  const found = MISSING.exec(code);
  const name = found?.[1] ?? found?.[2];
  return name ? [name] : [];
}

/** Names that templates find in Flask, and nowhere else. */
function* missing(app: App): Iterable<Said> {
  const { file, node } = app.scaffold.site;
  for (const { path, text } of templateTexts(app)) {
    const found = codeIn(text).flatMap((code) => missingIn(code))[0];
    if (found) yield { message: 'context', file, at: node, data: { template: path, name: `request.${found}` } };
  }
}
