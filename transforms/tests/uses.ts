import { objectUses } from '../../src/model/objects.js';
import { importedPaths } from '../../src/model/read.js';
import type { TestUse } from '../../src/model/suite.js';
import type { Attribute, Call, Span } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { enclosingFunction } from '../../src/python/surroundings.js';
import {
  type App,
  type Change,
  hasContext,
  isInView,
  type Named,
  ownAttributes,
  type Place,
  SETTINGS,
  supportName,
} from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** What the application keeps in `app.state` under the same name. */
const IN_STATE = ['config', 'root_path', 'instance_path', 'cli', 'extensions'];
const TITLE = ['name', 'import_name'];

/** What the application, or a script beside it, does as a test would: it asks itself, or pretends that it is asked. */
export function* ownUses(app: App): Iterable<TestUse> {
  for (const { scaffold, file, member } of objectUses(app)) {
    const parent = member && file.parentOf(member);
    if (scaffold !== app.scaffold || !member || !AS_TESTS.test(member.attr)) continue;
    if (parent?.kind !== 'call' || parent.func !== member) continue;
    if (member.attr === 'test_request_context' || isAfterwards(app, file, member)) yield { file, member };
  }
}

const AS_TESTS = /^test_(client|cli_runner|request_context)$/;

/** Is the application finished by then? Before that it must not be asked: FastAPI takes nothing more after its first request. */
function isAfterwards(app: App, file: SourceFile, member: Attribute): boolean {
  if (isInView(app, file, member)) return true;
  const isHome = file === app.finish?.file || file === app.entryFile || file === app.scaffold.site.file;
  return !isHome && !app.files.some((other) => importedPaths(app.project, other).includes(file.path));
}

/** `app.test_client()`, `app.config`. */
export function used(app: App, { file, member }: TestUse): Said {
  const use = file.slice(member);
  const made = maker(app, { file, member });
  const call = file.parentOf(member);
  if (made && call?.kind === 'call' && call.func === member) {
    const { message, known } = made;
    const object = file.slice(member.value);
    const becomes = `${known.text}(${call.args.length > 0 ? `${object}, …` : object})`;
    return {
      message,
      file,
      at: member,
      data: { use, becomes },
      edits: turned(call, member.value, known),
      needs: known.needs,
    };
  }
  const becomes = attribute(app, file.quote, member.attr);
  if (becomes === undefined) return { message: 'left', file, at: member, data: { use } };
  return {
    message: 'setting',
    file,
    at: member,
    data: { use, becomes: `${file.slice(member.value)}.${becomes}` },
    edits: [{ start: member.attrStart, end: member.end, text: becomes }],
  };
}

/** `client.application` → `client.app`. */
export function onTheWay({ file, member }: TestUse): Said {
  const becomes = `${file.slice(member.value)}.app`;
  return {
    message: 'setting',
    file,
    at: member,
    data: { use: file.slice(member), becomes },
    edits: [{ start: member.attrStart, end: member.end, text: 'app' }],
  };
}

/** Where the application has it now. */
function attribute(app: App, quote: string, name: string): string | undefined {
  const setting = SETTINGS[name];
  if (setting) return `state.config[${quote}${setting}${quote}]`;
  if (TITLE.includes(name)) return 'title';
  return IN_STATE.includes(name) || ownAttributes(app).has(name) ? `state.${name}` : undefined;
}

/** What takes the application as its first argument instead of being a method of it. */
function maker(app: App, { file, member }: TestUse): { message: 'client' | 'context'; known: Named } | undefined {
  const place = { app, file, mode: 'pure', def: enclosingFunction(file, member) } as const;
  switch (member.attr) {
    case 'test_client':
      return {
        message: 'client',
        known: client(place),
      };
    case 'test_cli_runner':
      return { message: 'client', known: supportName(place, 'testing_commands', 'CommandRunner') };
    case 'test_request_context':
      return { message: 'context', known: supportName(place, 'testing_context', 'request_context') };
    case 'add_url_rule':
      return { message: 'context', known: supportName(place, 'url_rules', 'add_url_rule') };
    case 'app_context':
      return { message: 'context', known: supportName(place, 'context', 'app_context') };
    default:
      return undefined;
  }
}

/** The class of the client of tests. */
export function client(place: Place): Named {
  return hasContext(place.app)
    ? supportName(place, 'testing_context', 'ContextClient')
    : supportName(place, 'testing', 'AppClient');
}

/** `OBJECT.method(…)` → `known(OBJECT, …)`, with edits inside of the object's own text. */
function turned(call: Call, object: Span, known: Named) {
  const [first] = call.args;
  return [
    { start: object.start, end: object.start, text: `${known.text}(` },
    { start: object.end, end: first ? call.parens.start + 1 : call.parens.end - 1, text: first ? ', ' : '' },
  ];
}
