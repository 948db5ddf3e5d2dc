/** What FastAPI and the code that is written need. */
export const LOWEST_PYTHON = '3.10';

/** The lowest Python 3 that a version specifier allows: `>=3.8,<4`, `^3.8`, `3.9.1`, `python-3.9.1`. */
export function allowsOlder(text: string): boolean {
  const found = [...text.matchAll(/(===?|~=|\^|~|>=?)?\s*\b(?:python-)?(\d+)(?:\.(\d+))?(?:\.(?:\d+|\*))*/g)];
  const lows = found.filter((match) => !/[<!]=?\s*$/.test(text.slice(0, match.index)));
  const [low] = lows;
  if (!low) return false;
  const [, operator, major, minor] = low;
  if (operator === '>' && minor === '9') return false;
  return Number(major) < 3 || (Number(major) === 3 && Number(minor ?? '0') < 10 && minor !== undefined);
}
