import { attributesNamed } from '../../src/model/mentions.js';
import { isBelow, references } from '../../src/model/references.js';
import { boundIn } from '../../src/model/subclass.js';
import type { ClassDef } from '../../src/python/ast.js';
import { type App, type Change, FLASK_SQLALCHEMY, type Reference } from '../../src/transform.js';

/** What Flask-SQLAlchemy has for itself (flask_sqlalchemy/extension.py, session.py, pagination.py). */
const PARTS = [
  '__fsa__',
  '_app_engines',
  '_engine_options',
  '_make_scoped_session',
  '_make_session_factory',
  '_make_metadata',
  '_make_table_class',
  '_make_declarative_base',
  '_make_engine',
  '_apply_driver_defaults',
  '_call_for_binds',
  '_set_rel_query',
  '_teardown_session',
  '_model_changes',
  '_query_args',
];

/** What a class of the project's own would put in the place of something that is called inside. */
const OVERRIDDEN = /^(_(?!_)\w*|init_app|(apply|make|create)_(?!all$)\w*)$/;

/** What reaches into Flask-SQLAlchemy, and would find nothing there. */
export function* insides(app: App): Iterable<Change<'inside'>> {
  for (const name of PARTS) {
    for (const { file, node } of attributesNamed(app.project, name)) {
      if (app.files.includes(file)) yield { message: 'inside', file, at: node, data: { use: file.slice(node) } };
    }
  }
  for (const reference of references(app)) {
    if (!isBelow(reference, FLASK_SQLALCHEMY)) continue;
    const { file, node } = reference;
    const owner = ownClass(reference);
    for (const { name, stmt } of owner ? boundIn(owner.body) : []) {
      const isPage = PAGES.test(reference.path);
      if (isPage || (EXTENSIONS.test(reference.path) && OVERRIDDEN.test(name)))
        yield { message: 'inside', file, at: stmt, data: { use: `${owner?.name}.${name}` } };
    }
    const parent = file.parentOf(node);
    if (PAGES.test(reference.path) && parent?.kind === 'call' && parent.func === node)
      yield { message: 'inside', file, at: node, data: { use: file.slice(node) } };
  }
}

const PAGES = /\.(\w*Pagination)$/;
const EXTENSIONS = /\.SQLAlchemy$/;

/** The class of the project's that is made of it. */
function ownClass({ file, node }: Reference): ClassDef | undefined {
  const argument = file.parentOf(node);
  const owner = argument?.kind === 'argument' ? file.parentOf(argument) : undefined;
  return owner?.kind === 'class' ? owner : undefined;
}
