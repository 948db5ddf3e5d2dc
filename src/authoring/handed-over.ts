import type { App } from '../model/app.js';
import { canonical } from '../model/flask-names.js';
import { makerOf } from '../model/made.js';
import { objectUses } from '../model/objects.js';
import type { Attribute, Call, Name } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';

/** The application or a blueprint as it is handed to an extension. */
export interface HandedOver {
  readonly file: SourceFile;
  readonly call: Call;
  readonly node: Name | Attribute;
}

/** `CSRFProtect(app)`, and `csrf.init_app(app)` of an object that a call of `path` gave. */
export function handedOver(app: App, path: string): readonly HandedOver[] {
  return objectUses(app).flatMap(({ file, node, member }) => {
    const argument = member ? undefined : file.parentOf(node);
    const call = argument?.kind === 'argument' ? file.parentOf(argument) : undefined;
    if (call?.kind !== 'call') return [];
    const { func } = call;
    const made = func.kind === 'attribute' ? makerOf(app.project, file, func.value) : undefined;
    const isOurs = made === path || canonical(app.project.externalPath(func, file) ?? '') === path;
    return isOurs ? [{ file, call, node }] : [];
  });
}
