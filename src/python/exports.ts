import type { SourceFile } from './source-file.js';

/** `__all__` if it is a literal, else every name without a leading underscore (Python reference, 7.11). */
export function exportsByStar(file: SourceFile, name: string): boolean {
  for (const stmt of file.module.body) {
    if (stmt.kind !== 'assign' || stmt.op !== undefined) continue;
    const [target] = stmt.targets;
    if (target?.kind !== 'name' || target.id !== '__all__' || !stmt.value) continue;
    if (stmt.value.kind === 'list' || stmt.value.kind === 'tuple') {
      return stmt.value.elements.some((one) => one.kind === 'string' && one.value === name);
    }
  }
  return !name.startsWith('_');
}
