import { objectUses } from '../../src/model/objects.js';
import { references, viewReferences } from '../../src/model/references.js';
import type { FunctionDef, Node } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  argumentPrepended,
  type Change,
  calledBy,
  isInView,
  type Route,
  requestParameter,
  speaksWerkzeug,
  supportName,
} from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

const NAME = 'send_static_file';
const OF_CURRENT_APP = `flask.current_app.${NAME}`;

/** `current_app.send_static_file("robots.txt")` of a view. */
export function* staticFilesOfView(app: App, route: Route): Iterable<Said> {
  for (const { path, file, node, def } of viewReferences(app, route)) {
    if (path === OF_CURRENT_APP) yield sent(app, file, node, def);
  }
}

/** The same outside of views, and `app.send_static_file("robots.txt")` anywhere. */
export function* staticFiles(app: App): Iterable<Said> {
  for (const { path, file, node } of references(app)) {
    if (path === OF_CURRENT_APP && !isInView(app, file, node))
      yield sent(app, file, node, enclosingFunction(file, node));
  }
  for (const { scaffold, file, member } of objectUses(app)) {
    if (member?.attr !== NAME) continue;
    if (scaffold === app.scaffold) yield sent(app, file, member, enclosingFunction(file, member));
    else yield { message: 'mentioned', file, at: member, data: { name: NAME } };
  }
}

function sent(app: App, file: SourceFile, node: Node, def: FunctionDef | undefined): Said {
  const data = { name: NAME };
  const call = calledBy(file, node);
  const general = speaksWerkzeug(app, def);
  if (!call || !def || (!general && !isInView(app, file, node))) {
    return { message: 'mentioned', file, at: node, data, accounts: [node] };
  }
  const place = { app, file, mode: 'pure', def } as const;
  const known = supportName(place, general ? 'answers' : 'files', NAME);
  const request = general ? undefined : requestParameter(place, def);
  return {
    message: 'sent',
    file,
    at: call,
    data,
    edits: [
      { start: node.start, end: node.end, text: known.text },
      ...(request ? [argumentPrepended(call, request.text, file)] : []),
    ],
    needs: [...known.needs, ...(request?.needs ?? [])],
  };
}
