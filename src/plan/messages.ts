import type { Message, Transform } from '../transform.js';

/** Message ids are `transform/message`. */
export function messageId(transform: string, message: string): string {
  return `${transform}/${message}`;
}

/** A message's sentence with the change's data in place. */
export function worded(sentence: string, data: Readonly<Record<string, string>> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => data[name] ?? whole);
}

/** Every message of every transform, by id. */
export function messageTable(transforms: readonly Transform[]): ReadonlyMap<string, Message> {
  return new Map(
    transforms.flatMap((transform) =>
      Object.entries(transform.messages).map(([name, message]) => [messageId(transform.name, name), message] as const),
    ),
  );
}

/** The transforms in an order in which each comes after those it names. Throws on a circle or an unknown name. */
export function inOrder(transforms: readonly Transform[]): Transform[] {
  const byName = new Map(transforms.map((transform) => [transform.name, transform]));
  const ordered: Transform[] = [];
  const visiting = new Set<string>();
  const visit = (transform: Transform) => {
    if (ordered.includes(transform)) return;
    if (visiting.has(transform.name)) throw new Error(`transforms wait for each other: ${[...visiting].join(', ')}`);
    visiting.add(transform.name);
    for (const name of transform.after ?? []) {
      const other = byName.get(name);
      if (!other) throw new Error(`${transform.name} comes after ${name}, which there is not`);
      visit(other);
    }
    visiting.delete(transform.name);
    ordered.push(transform);
  };
  for (const transform of transforms) visit(transform);
  return ordered;
}
