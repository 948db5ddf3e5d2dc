import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';

/** Does importing one module import the other, so that the other cannot import it at its top? */
export function leadsTo(project: Project, from: SourceFile, to: SourceFile): boolean {
  const seen = new Set([from]);
  for (const file of seen) {
    if (file === to) return true;
    for (const bindings of project.scopes(file).module.bindings.values()) {
      for (const binding of bindings) {
        const ref = binding.kind === 'import' ? project.imported(binding, file) : undefined;
        if (ref && 'file' in ref && ref.file) seen.add(ref.file);
      }
    }
  }
  return false;
}
