import type { Attribute, ClassDef, FunctionDef, Name } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';
import { importedPaths } from './read.js';

/** A place where something is named. */
export interface Mention {
  readonly file: SourceFile;
  readonly node: Name | Attribute;
}

const spelledIn = new WeakMap<SourceFile, ReadonlyMap<string, readonly (Name | Attribute)[]>>();

/** The names and attributes of a file, by their last part. Made for the files that are asked for only. */
function spelled(file: SourceFile): ReadonlyMap<string, readonly (Name | Attribute)[]> {
  let found = spelledIn.get(file);
  if (!found) {
    const map = new Map<string, (Name | Attribute)[]>();
    for (const node of walk(file.module)) {
      if (node.kind !== 'name' && node.kind !== 'attribute') continue;
      const word = node.kind === 'name' ? node.id : node.attr;
      const known = map.get(word);
      if (known) known.push(node);
      else map.set(word, [node]);
    }
    found = map;
    spelledIn.set(file, found);
  }
  return found;
}

/** Every `x.name` of the project. */
export function* attributesNamed(project: Project, name: string): Generator<Mention & { readonly node: Attribute }> {
  for (const file of project.files) {
    if (!file.text.includes(name)) continue;
    for (const node of spelled(file).get(name) ?? []) if (node.kind === 'attribute') yield { file, node };
  }
}

/** Where the project names a function or class: `f`, `module.f`, and `other` after `from module import f as other`. */
export function* mentionsOf(project: Project, home: SourceFile, def: FunctionDef | ClassDef): Generator<Mention> {
  for (const file of comingTo(project, home)) {
    // whoever gives it another name has to spell this one
    if (!file.text.includes(def.name)) continue;
    const words = new Set([def.name]);
    for (const { names } of file.module.imports) {
      for (const { name, asName } of names) if (asName && name === def.name) words.add(asName);
    }
    for (const word of words) {
      for (const node of spelled(file).get(word) ?? []) {
        const ref = project.resolve(node, file);
        if ((ref?.kind === 'function' || ref?.kind === 'class') && ref.node === def) yield { file, node };
      }
    }
  }
}

const importersOf = new WeakMap<Project, ReadonlyMap<string, readonly SourceFile[]>>();

/** The file, and all that import it, directly or not: nobody else can have its names. */
function comingTo(project: Project, home: SourceFile): ReadonlySet<SourceFile> {
  let importers = importersOf.get(project);
  if (!importers) {
    const map = new Map<string, SourceFile[]>();
    for (const file of project.files) {
      for (const path of new Set(importedPaths(project, file))) {
        const known = map.get(path);
        if (known) known.push(file);
        else map.set(path, [file]);
      }
    }
    importers = map;
    importersOf.set(project, importers);
  }
  const found = new Set([home]);
  for (const file of found) for (const importer of importers.get(file.path) ?? []) found.add(importer);
  return found;
}
