import { setFlagsFromString } from 'node:v8';

/**
 * For a process of our own: V8 lets the heap grow by what is only garbage, half again as much as a run over many files needs.
 * Collecting earlier costs a twentieth of the time. Nothing of a caller's process is touched unless it asks for this.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=10');
}
