/** A name that a view reads of a query, a form or a JSON object. */
export interface Key {
  readonly name: string;
  /** It is made an integer. */
  readonly number: boolean;
}

const READ = /(?:\.(?:get|getlist|pop)\(|\[)\s*(['"])([A-Za-z_][\w.-]{0,40})\1([^\n]{0,60})/g;
const MOST = 12;

/**
 * Names that some text of Python reads out of something. It need not be the request: a name too many is sent in vain, and
 * does no harm.
 */
export function keysIn(text: string): readonly Key[] {
  const found = new Map<string, Key>();
  for (const { 2: name, 3: rest, index } of text.matchAll(READ)) {
    const number =
      /^[^)]*type\s*=\s*(?:int|float)\b/.test(rest as string) || /\b(?:int|float)\([\w.]*$/.test(text.slice(0, index));
    const known = found.get(name as string);
    found.set(name as string, { name: name as string, number: number || known?.number === true });
  }
  return [...found.values()].slice(0, MOST);
}
