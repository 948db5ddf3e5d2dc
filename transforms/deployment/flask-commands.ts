import type { App, Written } from '../../src/transform.js';
import { alembicCommand } from './alembic.js';
import { flaskTarget, listeningOf, readFlask } from './flask-run.js';
import { lineOf, type Said, unread } from './launches.js';
import { programAt } from './programs.js';
import { uvicornTarget } from './targets.js';
import type { Command } from './words.js';

/** What becomes of `flask run` and `flask NAME`. */
export function* flaskChanges(app: App, written: Written, command: Command): Iterable<Said> {
  const program = programAt(command, /^flask$/);
  const { file, words } = command;
  if (program < 0 || words.length === program + 1 || /^--?(version|help)$/.test(words[program + 1]?.value ?? ''))
    return;
  const call = readFlask(command, program);
  // the commands of Flask go on while Flask does
  const isOver = written.mode === 'pure';
  if (call && call.name !== 'run') {
    const moved = isOver ? alembicCommand(written, command, call, program) : undefined;
    if (moved) yield moved;
    else if (isOver) yield flaskCommand(written, command, call.name, program, call.at);
    return;
  }
  const environment = ['.flaskenv', '.env'].map((path) => app.project.texts.get(path)?.().text ?? '').join('\n');
  const found = call && flaskTarget(app, written, file, call, environment);
  const listening = call && listeningOf(command, call, `${environment}\n${file.text}`);
  const target = found && uvicornTarget(found.target, found.meaning, written);
  const options = listening && ['--host', listening.host, '--port', listening.port, '--no-proxy-headers'];
  const values = options && target && ['uvicorn', ...target, ...options, ...(listening.reload ? ['--reload'] : [])];
  const edit = values && command.replaced(program, words.length - 1, values);
  if (!edit) {
    if (isOver) yield unread(command, written);
    return;
  }
  const { host, port } = listening;
  yield { message: 'run', file, at: command.at, data: { host, port }, edits: [edit] };
  const end = file.lineEnd(command.at.end);
  if (!file.path.endsWith('.service') || file.text.includes('SuccessExitStatus')) return;
  const text = `SuccessExitStatus=143${file.eol}`;
  if (/[\r\n]/.test(file.text[end - 1] ?? '')) {
    yield { message: 'stops', file, at: command.at, edits: [{ start: end, end, text }] };
  }
}

/** `flask seed` → `python -m shop.commands seed`. */
function flaskCommand(written: Written, command: Command, name: string, program: number, at: number): Said {
  const { file, words } = command;
  const entry = written.files.find(({ text }) => /^main = ApplicationGroup\(create_app=/m.test(text));
  const module = entry && /python -m ([\w.]+) --help/.exec(entry.text)?.[1];
  const isKnown = module !== undefined && !/^(db|shell|routes)$/.test(name);
  const values = words[program - 1]?.value === '-m' ? [] : ['python', '-m'];
  const edit = isKnown ? command.replaced(program, at, [...values, module, name]) : undefined;
  if (!edit) return { message: 'no-command', file, at: command.at, data: { line: lineOf(command) } };
  return { message: 'command', file, at: command.at, data: { name, module: module as string }, edits: [edit] };
}
