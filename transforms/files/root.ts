import { posix } from 'node:path';
import { folderOf, libraryName, type Named, type Place } from '../../src/transform.js';

/**
 * The folder in which Flask looks for relative paths, that of the module the application is named after, as an expression in
 * the file of a view: `Path(__file__).parent`.
 */
export function rootFolder(place: Place): Named | undefined {
  const root = rootOf(place);
  if (root === undefined) return undefined;
  const steps = posix.relative(folderOf(place.file), root).split('/').filter(Boolean);
  const up = steps.filter((step) => step === '..').length;
  const path = libraryName(place, 'pathlib', 'Path');
  const { quote } = place.file;
  const down = steps.slice(up).map((step) => ` / ${quote}${step}${quote}`);
  const above = up === 0 ? '.parent' : `.parents[${up}]`;
  return { text: `${path.text}(__file__)${above}${down.join('')}`, needs: path.needs };
}

/** The folder of the module in `Flask(__name__)`. */
function rootOf({ app }: Place): string | undefined {
  const { site, cls, options } = app.scaffold;
  if (cls || site.node.kind !== 'call' || options.has('root_path')) return undefined;
  const given = site.node.args.find(
    (argument, index) => argument.name === 'import_name' || (index === 0 && !argument.name),
  );
  if (!given || given.star) return undefined;
  const { value } = given;
  if (value.kind === 'name' && value.id === '__name__') return folderOf(site.file);
  if (value.kind !== 'string' || value.value === undefined) return undefined;
  const module = app.project.findModulePath(value.value, site.file.path);
  return module && posix.dirname(module);
}
