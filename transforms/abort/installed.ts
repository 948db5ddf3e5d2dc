import type { App, Mode, Named, Need } from '../../src/transform.js';
import { type FileEdit, finishing, finishLines, libraryName, shellLines, supportName } from '../../src/transform.js';

interface Installed {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** An application without a place for these lines stays in Flask for other reasons. */
export const NOTHING: Installed = { edits: [], needs: [] };

/** `app.add_exception_handler(Interrupt, answer_interrupt)`: for an `abort()` with a response. */
export function interruptAnswered(app: App, mode: Mode): Installed {
  const file = app.finish?.file;
  if (!file) return NOTHING;
  const place = { app, file, mode };
  return installed(
    app,
    mode,
    supportName(place, 'errors', 'Interrupt'),
    supportName(place, 'errors', 'answer_interrupt'),
  );
}

/** The same for the exceptions of Werkzeug, which nobody answers when flask_compat is not there. */
export function werkzeugAnswered(app: App): Installed {
  const file = app.finish?.file;
  if (!file) return NOTHING;
  const exception = libraryName({ app, file, mode: 'hybrid' }, 'werkzeug.exceptions', 'HTTPException');
  return installed(app, 'pure', exception, supportName({ app, file, mode: 'pure' }, 'errors', 'answer_werkzeug'));
}

const RANK = 50;

function installed(app: App, mode: Mode, exception: Named, answer: Named): Installed {
  const lines = (object: string) => [`${object}.add_exception_handler(${exception.text}, ${answer.text})`];
  const at = mode === 'pure' ? finishing(app) : undefined;
  const found = mode === 'pure' ? at && finishLines(at, RANK, lines) : shellLines(app, RANK, lines);
  if (!found) return NOTHING;
  // an earlier run may have written them
  const fresh = found.filter(({ file, lines: [line] }) => line === undefined || !file.text.includes(line));
  return { edits: at?.edits ?? [], needs: [...exception.needs, ...answer.needs, ...(at?.needs ?? []), ...fresh] };
}
