import { takesLines } from '../edits/lines.js';
import type { LinesNeed } from '../edits/needs.js';
import type { App } from '../model/app.js';
import { creationOf, fileOf } from '../model/creation.js';
import { objectUses } from '../model/objects.js';
import { isBelow, references } from '../model/references.js';
import type { Value } from '../model/registration/values.js';
import type { Expr } from '../python/ast.js';
import { usesDatabase } from './database.js';
import { type Named, supportName } from './names.js';

const CURRENT_APP = 'flask.current_app';

/** The folders of the application that anything asks for: `app.root_path`, `app.instance_path`. */
export interface Folders {
  readonly root: boolean;
  readonly instance: boolean;
  /** Files of settings are looked for in the instance folder; undefined: that is decided at run time. */
  readonly relative: boolean | undefined;
}

/** What of its folders the application uses, by itself or through `current_app`. */
export function foldersOf(app: App): Folders {
  const used = usedMembers(app);
  const relative = isTrue(app.scaffold.options.get('instance_relative_config'));
  return {
    root: used.has('root_path') || used.has('open_resource'),
    instance:
      relative === true ||
      used.has('instance_path') ||
      used.has('open_instance_resource') ||
      // a database may be in a folder of one's own
      (usesDatabase(app) && app.scaffold.options.has('instance_path')),
    relative,
  };
}

/** What is taken of the application object, anywhere. */
export function usedMembers(app: App): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { scaffold, member } of objectUses(app)) if (member && scaffold === app.scaffold) used.add(member.attr);
  for (const reference of references(app)) {
    const [member] = isBelow(reference, CURRENT_APP) ? reference.path.slice(CURRENT_APP.length + 1).split('.') : [];
    if (member) used.add(member);
  }
  return used;
}

function isTrue(value: Value | undefined): boolean | undefined {
  if (!value) return false;
  return value.kind === 'const' ? Boolean(value.value) : undefined;
}

/** `__name__`, or what else `Flask()` is told where its files are by. */
export function importName(app: App): Expr | undefined {
  const args = creationOf(app.scaffold)?.args ?? [];
  return args.find((argument, index) => argument.name === 'import_name' || (index === 0 && !argument.name))?.value;
}

/** The folder that the application's module stands in, as a text: `str(Path(__file__).parent)`. */
export function rootFolder(app: App): Named {
  const file = fileOf(app.scaffold);
  const given = importName(app);
  if (given?.kind === 'name' && given.id === '__name__') {
    const needs = [{ kind: 'import', file, module: { library: 'pathlib' }, name: 'Path' }] as const;
    return { text: 'str(Path(__file__).parent)', needs };
  }
  const known = supportName({ app, file, mode: 'pure' }, 'folders', 'root_path');
  return { text: `${known.text}(${given ? file.slice(given) : '__name__'})`, needs: known.needs };
}

/** A line right below the one that makes the application, from the name it has there. undefined: it has none, or there is no place. */
export function lineBelow(app: App, rank: number, line: (object: string) => string): LinesNeed | undefined {
  const { file, stmt, object } = creationOf(app.scaffold) ?? {};
  if (!file || !stmt || !object || !takesLines(file, { after: stmt })) return undefined;
  return { kind: 'lines', file, anchor: { after: stmt }, rank, lines: [line(object)] };
}
