import type { Claimed } from '../plan/claims.js';
import { worded } from '../plan/messages.js';
import type { Plan } from '../plan/plan.js';
import { compare } from './order.js';

/** One thing that keeps the application in Flask, with every place where it stands. */
export interface Obstacle {
  readonly id: string;
  readonly text: string;
  /** What a person can do about it. */
  readonly todo: string;
  /** Nothing runs before it is done. */
  readonly isFirst: boolean;
  /** `file:line`, in order. */
  readonly places: readonly string[];
}

/**
 * What has to go before Flask can, each kind once, the one that stands in most places first. As soon as the list is
 * empty the routes move together; so an application with one entry is one change away from having no Flask at all.
 */
export function obstaclesOf({ impure }: Pick<Plan, 'impure'>): Obstacle[] {
  return collected(impure);
}

/** What a person has to do in the files around the code, in the same form. */
export function aroundOf({ surroundings }: Pick<Plan, 'surroundings'>): Obstacle[] {
  const found = collected(surroundings?.obstacles ?? []);
  return [...found.filter(({ isFirst }) => isFirst), ...found.filter(({ isFirst }) => !isFirst)];
}

function collected(claimed: readonly Claimed[]): Obstacle[] {
  const found = new Map<
    string,
    { id: string; text: string; todo: string; isFirst: boolean; places: Map<string, readonly [string, number]> }
  >();
  for (const { id, message, change } of claimed) {
    const text = worded(message.what, change.data);
    const one = found.get(`${id} ${text}`) ?? {
      id,
      text,
      todo: worded(message.todo, change.data),
      isFirst: message.first === true,
      places: new Map(),
    };
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
