/** By code units, the same on every machine: a locale would have its own order. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
