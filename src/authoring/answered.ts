import type { Need } from '../edits/needs.js';
import type { App } from '../model/app.js';
import { codeOf, ERROR_CODES } from '../model/exceptions.js';
import { errorHandlers } from '../model/handlers.js';
import type { Difference, FileEdit, Mode } from '../transform.js';
import { libraryName, type Named, supportName } from './names.js';
import { finishing, finishLines, shellLines } from './shell.js';

/** Lines that have an error answered, where the application is finished. */
export interface AnswerLines {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** An application without a place for these lines stays in Flask for other reasons. */
const NOTHING: AnswerLines = { edits: [], needs: [] };

/** `app.add_exception_handler(Interrupt, answer_interrupt)`: for an `abort()` with a response. */
export function interruptAnswered(app: App, mode: Mode): AnswerLines {
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
export function werkzeugAnswered(app: App): AnswerLines {
  const file = app.finish?.file;
  if (!file) return NOTHING;
  const exception = libraryName({ app, file, mode: 'hybrid' }, 'werkzeug.exceptions', 'HTTPException');
  return installed(app, 'pure', exception, supportName({ app, file, mode: 'pure' }, 'errors', 'answer_werkzeug'));
}

const RANK = 50;

function installed(app: App, mode: Mode, exception: Named, answer: Named): AnswerLines {
  const lines = (object: string) => [`${object}.add_exception_handler(${exception.text}, ${answer.text})`];
  const at = mode === 'pure' ? finishing(app) : undefined;
  const found = mode === 'pure' ? at && finishLines(at, RANK, lines) : shellLines(app, RANK, lines);
  if (!found) return NOTHING;
  // an earlier run may have written them
  const fresh = found.filter(({ file, lines: [line] }) => line === undefined || !file.text.includes(line));
  return { edits: at?.edits ?? [], needs: [...exception.needs, ...answer.needs, ...(at?.needs ?? []), ...fresh] };
}

/** Does the application answer this status itself, with whatever the description is? */
export function isHandled(app: App, code: number | undefined): boolean {
  return errorHandlers(app).some(({ event: { subject } }) => {
    if (subject?.kind === 'const') return subject.value === code;
    if (subject?.kind !== 'external') return false;
    const { path } = subject;
    return (
      path === 'werkzeug.exceptions.HTTPException' ||
      path === 'builtins.Exception' ||
      (code !== undefined && codeOf(path) === code)
    );
  });
}

/** Of Werkzeug's exceptions: any status that no handler of the application answers. */
export function pagesDifference(app: App): Difference {
  return pageDifference([...ERROR_CODES].filter((code) => !isHandled(app, code)).sort());
}

/** The answer of FastAPI where Flask had a page. */
export function pageDifference(status: readonly number[]): Difference {
  return {
    where: { status },
    aspects: ['body', 'header:content-type', 'header:content-length'],
    when: 'an error that no handler of the application answers',
    flask: "Werkzeug's page",
    after: '`{"detail": …}`',
  };
}
