import type { App } from '../model/app.js';
import { LOGIN_ATTRIBUTE, loginItems } from '../model/login.js';
import { type ObjectUse, objectUses } from '../model/objects.js';
import { isBelow, references } from '../model/references.js';
import { classNames } from '../model/subclass.js';
import type { Argument, Node } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';

const CURRENT_APP = 'flask.current_app';

/** What Flask itself has under a name (dir(Flask("x"))), of this version or an earlier one, and what the support modules keep in `app.state`. */
const TAKEN =
  /^(_.*|aborter.*|add_.*|after_request.*|app_con.*|app_ctx.*|async_to_sync|auto_find_instance_path|before_.*|blueprints|cli|config|config_class|context_processor|create_.*|debug|default_config|delete|dispatch_request|do_.*|endpoint|ensure_sync|env|error.*|extensions|finalize_request|flask_app|full_dispatch_request|get|get_send_file_max_age|got_first_request|handle_.*|has_static_folder|import_name|inject_url_defaults|instance_path|iter_blueprints|jinja_.*|json|json_.*|log_exception|logger|make_.*|name|open_.*|patch|permanent_session_lifetime|post|preprocess_request|process_response|propagate_exceptions|put|raise_routing_exception|redirect|register_.*|request_.*|response_class|root_path|route|run|secret_key|select_jinja_autoescape|send_.*|session_.*|shell_.*|should_ignore_error|state|static_.*|subdomain_matching|teardown_.*|template_.*|test_.*|testing|trap_http_exception|update_template_context|url_.*|use_x_sendfile|view_functions|wsgi_app)$/;

/** Attributes of Flask that are settings by another name. */
export const SETTINGS: Readonly<Record<string, string>> = {
  secret_key: 'SECRET_KEY',
  debug: 'DEBUG',
  testing: 'TESTING',
};

/** `hasattr(app, "cache")` and the like: the call that names an attribute, and its name. */
export function namedAttribute(app: App, file: SourceFile, node: Node): { name: string; writes: boolean } | undefined {
  const parent = file.parentOf(node);
  const call = parent?.kind === 'argument' ? file.parentOf(parent) : undefined;
  if (call?.kind !== 'call' || call.args[0] !== (parent as Argument)) return undefined;
  const ref = app.project.resolve(call.func, file);
  const name = call.args[1]?.value;
  if (ref?.kind !== 'builtin' || !/^(has|get|set|del)attr$/.test(ref.name)) return undefined;
  return name?.kind === 'string' && name.value ? { name: name.value, writes: ref.name === 'setattr' } : undefined;
}

/** What the project itself puts on the application object: `app.storage = …`, or a method of its own class. */
export function ownAttributes(app: App): ReadonlySet<string> {
  const found = new Set<string>();
  for (const use of objectUses(app)) {
    const name = use.scaffold === app.scaffold ? written(app, use) : undefined;
    if (name) found.add(name);
  }
  for (const { path, file, node } of references(app)) {
    const parent = file.parentOf(node);
    // `storage = current_app.storage` gives it a name, and is no attribute
    if (parent?.kind !== 'assign' || node.kind !== 'attribute' || !parent.targets.includes(node)) continue;
    const [name, more] = path.startsWith(`${CURRENT_APP}.`) ? path.slice(CURRENT_APP.length + 1).split('.') : [];
    if (name && more === undefined) found.add(name);
  }
  const login = loginItems(app).length > 0 ? [LOGIN_ATTRIBUTE] : [];
  return new Set([...[...found].filter((name) => !TAKEN.test(name)), ...classNames(app), ...login]);
}

function written(app: App, { file, node, member }: ObjectUse): string | undefined {
  if (!member) {
    const named = namedAttribute(app, file, node);
    return named?.writes ? named.name : undefined;
  }
  const parent = file.parentOf(member);
  return parent?.kind === 'assign' && parent.targets.includes(member) ? member.attr : undefined;
}

/** The keys of `app.extensions` that the project itself fills; undefined when it is used in another way, too. */
export function ownExtensions(app: App): ReadonlySet<string> | undefined {
  const keys = { filled: new Set<string>(), read: new Set<string>() };
  for (const { file, node } of extensionUses(app)) {
    const parent = file.parentOf(node);
    const key = parent?.kind === 'subscript' && parent.value === node ? parent.index[0] : undefined;
    if (parent?.kind !== 'subscript' || key?.kind !== 'string' || key.value === undefined) return undefined;
    const above = file.parentOf(parent);
    const isFilled = above?.kind === 'assign' && above.targets.includes(parent);
    keys[isFilled ? 'filled' : 'read'].add(key.value);
  }
  return [...keys.read].every((key) => keys.filled.has(key)) ? keys.filled : undefined;
}

function extensionUses(app: App): { readonly file: SourceFile; readonly node: Node }[] {
  const uses = objectUses(app).flatMap(({ scaffold, file, member }) =>
    scaffold === app.scaffold && member?.attr === 'extensions' ? [{ file, node: member }] : [],
  );
  const path = `${CURRENT_APP}.extensions`;
  return [...uses, ...references(app).filter((reference) => isBelow(reference, path))];
}
