import { posix } from 'node:path';
import type { TextFile } from '../../src/python/text-file.js';
import { dockerCommands } from './dockerfile.js';
import { type Command, shellCommands } from './words.js';
import { yamlCommands } from './yaml.js';

const SHELL = /\.(sh|bash)$/;
const YAML = /\.ya?ml$/;
const INI = /\.(service|ini|conf|cfg|supervisor)$/;

/** Files that may start the application. */
export const LAUNCHERS =
  /(^|\/)(Procfile[^/]*|[^/]*Dockerfile[^/]*|Containerfile|Makefile|[^/]*\.(service|sh|bash|mk)|[^/]*compose[^/]*\.ya?ml|(render|\.gitlab-ci|app|heroku)\.ya?ml|(fly|railway|nixpacks)\.toml|railway\.json|Justfile|tox\.ini|\.flaskenv|\.env|[^/]*(supervisor|uwsgi|nginx|gunicorn|apache)[^/]*\.(conf|ini|cfg|py)|(nginx|supervisor|conf\.d|sites-(available|enabled))\/[^/]+\.(conf|ini))$|(^|\/)(\.github\/workflows|\.circleci|k8s|kubernetes|manifests|helm|charts|deploy(ments?)?|infra|ops)\/([^/]+\/)*[^/]+\.ya?ml$/i;

/** Every command in a file. */
export function commandsIn(file: TextFile): Command[] {
  const name = posix.basename(file.path);
  const { text } = file;
  if (name.startsWith('Procfile')) return matched(file, /^[\w-]+:[ \t]*(.+)$/gm);
  if (/dockerfile|^Containerfile$/i.test(name)) return dockerCommands(file);
  if (/^Makefile$|\.mk$/i.test(name)) return matched(file, /^\t[ \t]*[@+-]*((?:[^\r\n\\]|\\\r?\n|\\.)+)$/gm, true);
  if (SHELL.test(name)) {
    // what is written into another file is no command of this one
    const commands = shellCommands(file, { start: 0, end: text.length });
    return /<</.test(text) ? commands.map((one) => strange(one)) : commands;
  }
  if (YAML.test(name)) return yamlCommands(file);
  if (name.endsWith('.service')) return matched(file, /^Exec\w+=[-@:+!]*((?:[^\r\n\\]|\\\r?\n|\\.)+)$/gm);
  if (INI.test(name)) return matched(file, /^command[ \t]*=[ \t]*(.+)$/gm);
  return [];
}

function strange(command: Command): Command {
  return Object.assign(Object.create(Object.getPrototypeOf(command)) as Command, command, { isStrange: true });
}

/** The part in parentheses, as a line for a shell. */
function matched(file: TextFile, pattern: RegExp, make = false): Command[] {
  return [...file.text.matchAll(pattern)].flatMap((match) => {
    const end = match.index + match[0].trimEnd().length;
    const start = match.index + match[0].length - (match[1] as string).length;
    return start < end ? shellCommands(file, { start, end }, { make }) : [];
  });
}
