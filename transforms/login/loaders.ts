import { attributesNamed } from '../../src/model/mentions.js';
import type { Expr, FunctionDef } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import { type App, installation, type Need } from '../../src/transform.js';

/** What of the request a function may read without its body being there. */
const WITHOUT_BODY =
  /^(args|authorization|headers|cookies|path|full_path|url|base_url|url_root|host|host_url|method|endpoint|blueprint|view_args|remote_addr|access_route|referrer|user_agent|scheme|is_secure|query_string|environ)$/;

/** A `request_loader` is given the request: the body has to be there if it may read that. */
export function loaderNeeds(app: App): readonly Need[] {
  const mayRead = [...attributesNamed(app.project, 'request_loader')].some(({ file, node }) => {
    const loader = loaderAt(app, file, node);
    return !loader || mayReadBody(loader.file, loader.def);
  });
  return mayRead ? (installation(app, 'current_request', 'receive_bodies') ?? []) : [];
}

/** The function that `@login_manager.request_loader` stands on, or that it is called with. */
function loaderAt(app: App, file: SourceFile, node: Expr): { file: SourceFile; def: FunctionDef } | undefined {
  const parent = file.parentOf(node);
  if (parent?.kind === 'decorator') {
    const def = file.parentOf(parent);
    return def?.kind === 'function' ? { file, def } : undefined;
  }
  const [given] = parent?.kind === 'call' && parent.func === node ? parent.args : [];
  const ref = given && app.project.resolve(given.value, file);
  return ref?.kind === 'function' ? { file: ref.file, def: ref.node } : undefined;
}

function mayReadBody(file: SourceFile, def: FunctionDef): boolean {
  const request = def.params[0]?.name;
  return [...walk(def.body)].some((node) => {
    if (node.kind !== 'name' || node.id !== request) return false;
    const member = file.parentOf(node);
    return member?.kind !== 'attribute' || !WITHOUT_BODY.test(member.attr);
  });
}
