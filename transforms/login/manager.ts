import { hasLogin, isLoginManager, LOGIN_MANAGER } from '../../src/model/login.js';
import { attributesNamed, type Mention } from '../../src/model/mentions.js';
import { references } from '../../src/model/references.js';
import type { Attribute } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { type App, type Change, calledBy, isBaseClass } from '../../src/transform.js';
import type { messages } from './messages.js';

type Said = Change<keyof typeof messages>;

/** Methods and attributes of LoginManager that are not documented, or deprecated. */
const INSIDE = [
  'setup_app',
  'header_loader',
  'reload_user',
  '_load_user',
  '_load_user_from_header',
  '_load_user_from_remember_cookie',
  '_load_user_from_request',
  '_login_disabled',
  '_set_cookie',
  '_clear_cookie',
  '_update_remember_cookie',
  '_update_request_context_with_user',
  '_session_identifier_generator',
  '_session_protection_failed',
  '_user_callback',
  '_request_callback',
  '_header_callback',
];

/** Methods that give a response. */
const ANSWERS = ['unauthorized', 'needs_refresh'];

/** Uses of a LoginManager that the application's own does not know. */
export function* managerUses(app: App): Iterable<Said> {
  if (!hasLogin(app)) return;
  for (const name of INSIDE) {
    for (const { file, node } of named(app, name)) {
      if (mayBeManager(app, file, node)) yield { message: 'member', file, at: node, data: { use: file.slice(node) } };
    }
  }
  for (const name of ANSWERS) {
    for (const { file, node } of named(app, name)) {
      const call = calledBy(file, node);
      if (!isLoginManager(app, file, node.value) || (call && file.parentOf(call)?.kind === 'return')) continue;
      yield { message: 'answer', file, at: call ?? node, data: { call: file.slice(call ?? node) } };
    }
  }
  for (const reference of references(app)) {
    const { file, node, path } = reference;
    if (path === LOGIN_MANAGER && isBaseClass(reference)) yield { message: 'subclass', file, at: node };
  }
}

/** Tests are another matter. */
function named(app: App, name: string): readonly (Mention & { readonly node: Attribute })[] {
  return [...attributesNamed(app.project, name)].filter(({ file }) => app.files.includes(file));
}

/** Anything but an object of a class of the project's own, as far as that can be told. */
function mayBeManager(app: App, file: SourceFile, { value }: Attribute): boolean {
  if (value.kind === 'name' && (value.id === 'self' || value.id === 'cls')) return false;
  const ref = app.project.resolve(value, file);
  if (ref?.kind !== 'variable') return ref === undefined || ref.kind === 'external';
  return !ref.bindings.some((binding) => {
    const made = binding.value?.kind === 'call' ? app.project.resolve(binding.value.func, ref.file) : undefined;
    return made?.kind === 'class';
  });
}
