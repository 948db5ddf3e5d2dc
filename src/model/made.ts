import type { Expr } from '../python/ast.js';
import type { Project } from '../python/project.js';
import type { SourceFile } from '../python/source-file.js';
import { unparenthesized } from '../python/walk.js';
import { canonical } from './flask-names.js';

/**
 * The class or function of a library whose call gave the object that an expression stands for: `flask_mail.Mail` for `mail`
 * after `mail = Mail(app)`, in whatever module. Other things that the name is given count only when they are None.
 */
export function makerOf(project: Project, file: SourceFile, expr: Expr): string | undefined {
  const ref = project.resolve(expr, file);
  if (ref?.kind !== 'variable') return undefined;
  const makers = new Set<string | undefined>();
  for (const { value, typing } of ref.bindings) {
    if (typing) continue;
    const made = value && unparenthesized(value);
    if (made?.kind === 'constant' && made.value === null) continue;
    const path = made?.kind === 'call' ? project.externalPath(made.func, ref.file) : undefined;
    makers.add(path && canonical(path));
  }
  const [maker, more] = makers;
  return makers.size === 1 && more === undefined ? maker : undefined;
}
