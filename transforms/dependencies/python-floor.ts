/** What FastAPI and the code that is written need: Python 3.10. */
const LOWEST = 10;

/** Does a version specifier allow a Python below it? `>=3.8,<4`, `^3.8`, `3.9.1`, `python-3.9.1`. */
export function allowsOlder(text: string): boolean {
  const found = [...text.matchAll(/(===?|~=|\^|~|>=?)?\s*\b(?:python-)?(\d+)(?:\.(\d+))?(?:\.(?:\d+|\*))*/g)];
  const lows = found.filter((match) => !/[<!]=?\s*$/.test(text.slice(0, match.index)));
  const [low] = lows;
  if (!low) return false;
  const [, operator, major, minor] = low;
  if (operator === '>' && minor === '9') return false;
  return Number(major) < 3 || (Number(major) === 3 && minor !== undefined && Number(minor) < LOWEST);
}
