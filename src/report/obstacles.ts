import { worded } from '../plan/messages.js';
import type { Plan } from '../plan/plan.js';
import { compare } from './order.js';

/** One thing that keeps the application in Flask, with every place where it stands. */
export interface Obstacle {
  readonly id: string;
  readonly text: string;
  /** What a person can do about it. */
  readonly todo: string;
  /** `file:line`, in order. */
  readonly places: readonly string[];
}

/**
 * What has to go before Flask can, each kind once, the one that stands in most places first. As soon as the list is
 * empty the routes move together; so an application with one entry is one change away from having no Flask at all.
 */
export function obstaclesOf({ impure }: Pick<Plan, 'impure'>): Obstacle[] {
  const found = new Map<
    string,
    { id: string; text: string; todo: string; places: Map<string, readonly [string, number]> }
  >();
  for (const { id, message, change } of impure) {
    const text = worded(message.what, change.data);
    const one = found.get(`${id} ${text}`) ?? { id, text, todo: message.todo, places: new Map() };
    found.set(`${id} ${text}`, one);
    const { path } = change.file;
    const { line } = change.file.positionOf(change.at.start);
    one.places.set(`${path}:${line}`, [path, line]);
  }
  return [...found.values()]
    .map((one) => ({ ...one, places: inOrder(one.places) }))
    .sort((a, b) => b.places.length - a.places.length || compare(a.id, b.id) || compare(a.text, b.text));
}

function inOrder(places: ReadonlyMap<string, readonly [string, number]>): string[] {
  return [...places].sort(([, [a, n]], [, [b, m]]) => compare(a, b) || n - m).map(([place]) => place);
}
