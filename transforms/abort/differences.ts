import type { In } from '../../src/model/shapes.js';
import type { Argument, Node } from '../../src/python/ast.js';
import { type Change, isHandled, type Mode, pageDifference } from '../../src/transform.js';
import { isPhrase } from './arguments.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** What a client could notice of an error that is raised in another way. */
export function* differences(
  at: In,
  node: Node,
  code: number | undefined,
  description: Argument | undefined,
  mode: Mode,
): Iterable<Said> {
  const answered = page(at, node, code, mode);
  if (answered) yield answered;
  else if (code !== undefined && isPhrase(code, description?.value)) yield phrase(at, node, code);
}

/** FastAPI's own answer, where nothing gives that of Flask. */
function page(at: In, node: Node, code: number | undefined, mode: Mode): Said | undefined {
  const { app, file } = at;
  if (mode === 'hybrid' || app.options.style !== 'idiomatic' || code === undefined || isHandled(app, code)) {
    return undefined;
  }
  return { message: 'page', file, at: node, data: { status: String(code) }, difference: pageDifference([code]) };
}

function phrase(at: In, node: Node, code: number): Said {
  const { file } = at;
  return {
    message: 'phrase',
    file,
    at: node,
    data: { what: file.slice(node) },
    difference: {
      where: { status: [code] },
      aspects: ['body'],
      when: 'an error is given its own phrase as text',
      flask: 'the phrase',
      after: "Werkzeug's sentence for the status",
    },
  };
}
