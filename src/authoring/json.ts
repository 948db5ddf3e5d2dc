import type { App, Wiring } from '../model/app.js';
import type { Attribute } from '../python/ast.js';

/** What an application may say about the JSON of its answers, and the name of it on the response class. */
const SETTINGS: Readonly<Record<string, string>> = {
  'json.compact': 'compact',
  'json.sort_keys': 'sort_keys',
  'json.ensure_ascii': 'ensure_ascii',
  'json.mimetype': 'media_type',
};

/** `app.json.compact = False`: the left side, and what the response class calls it. */
export interface JsonSetting {
  readonly item: Wiring;
  readonly target: Attribute;
  readonly name: string;
}

/** What the application says of the JSON of its answers, by statement. */
export function jsonSettings(app: App): JsonSetting[] {
  return app.wiring.flatMap((item) => {
    const { event, scaffold, file } = item;
    const name = event?.kind === 'assign' && scaffold === app.scaffold ? SETTINGS[event.attribute] : undefined;
    if (!name || event?.kind !== 'assign') return [];
    const { node } = event.site;
    const stmt = node.kind === 'assign' ? node : file.parentOf(node);
    const target = stmt?.kind === 'assign' && !stmt.op && stmt.targets.length === 1 ? stmt.targets[0] : undefined;
    return target?.kind === 'attribute' ? [{ item, target, name }] : [];
  });
}
