import type { Creation } from '../../src/model/creation.js';
import { objectUses } from '../../src/model/objects.js';
import {
  type App,
  type Change,
  foldersOf,
  importName,
  lineBelow,
  type Need,
  rootFolder,
  supportName,
} from '../../src/transform.js';
import { NOTHING, type Part } from './part.js';

/** Above the settings, which may be looked for there. */
const RANK = -6;

/** `app.state.root_path` and `app.state.instance_path`, as far as something asks for them. undefined: there is no place. */
export function folderLines(app: App, creation: Creation): Part | undefined {
  const { root, instance, relative } = foldersOf(app);
  if (relative === undefined) return undefined;
  if (!root && !instance) return NOTHING;
  const needs: (Need | undefined)[] = [];
  if (root) {
    const folder = rootFolder(app);
    needs.push(
      ...folder.needs,
      lineBelow(app, RANK, (object) => `${object}.state.root_path = ${folder.text}`),
    );
  }
  if (instance) {
    const folder = instanceFolder(app, creation);
    needs.push(
      ...folder.needs,
      lineBelow(app, RANK, (object) => `${object}.state.instance_path = ${folder.text}`),
    );
  }
  const found = needs.filter((need) => need !== undefined);
  return found.length === needs.length ? { edits: [], needs: found } : undefined;
}

function instanceFolder(
  app: App,
  { file, args }: Creation,
): { readonly text: string; readonly needs: readonly Need[] } {
  const given = args.find((argument, index) => argument.name === 'instance_path' || (!argument.name && index === 7));
  if (given && !(given.value.kind === 'constant' && given.value.value === null)) {
    return { text: file.slice(given.value), needs: [] };
  }
  const known = supportName({ app, file, mode: 'pure' }, 'folders', 'instance_path');
  const name = importName(app);
  return { text: `${known.text}(${name ? file.slice(name) : '__name__'})`, needs: known.needs };
}

const MEMBERS = ['root_path', 'instance_path', 'static_folder', 'static_url_path'];
const METHODS = ['open_resource', 'open_instance_resource'];

/** `app.instance_path` → `app.state.instance_path`; `app.open_resource(…)` → `CurrentApp(app).open_resource(…)`. */
export function* folderUses(app: App): Iterable<Change<'folder' | 'resource'>> {
  for (const { scaffold, file, node, member } of objectUses(app)) {
    if (!member || scaffold !== app.scaffold) continue;
    const object = file.slice(node);
    const data = { use: file.slice(member), app: object };
    if (MEMBERS.includes(member.attr)) {
      const edits = [{ start: member.attrStart, end: member.end, text: `state.${member.attr}` }];
      yield { message: 'folder', file, at: member, data, edits };
    } else if (METHODS.includes(member.attr)) {
      const known = supportName({ app, file, mode: 'pure' }, 'context', 'CurrentApp');
      const edits = [{ start: node.start, end: node.end, text: `${known.text}(${object})` }];
      yield { message: 'resource', file, at: member, data, edits, needs: known.needs, accounts: [node] };
    }
  }
}
