import type { SupportModule } from '../edits/support-modules.js';
import type { App } from '../model/app.js';
import type { Reference } from '../model/facts.js';
import { makerOf } from '../model/made.js';
import { isBelow, references } from '../model/references.js';
import type { Attribute } from '../python/ast.js';
import type { SourceFile } from '../python/source-file.js';
import { walk } from '../python/walk.js';

/** What the application's own modules have under the names of extensions. */
const OWN: Readonly<Record<string, SupportModule>> = {
  'flask_bcrypt.Bcrypt': 'passwords',
  'flask_bcrypt.check_password_hash': 'passwords',
  'flask_bcrypt.generate_password_hash': 'passwords',
  'flask_login.AnonymousUserMixin': 'users',
  'flask_login.confirm_login': 'login',
  'flask_login.current_user': 'login',
  'flask_login.decode_cookie': 'remember_me',
  'flask_login.encode_cookie': 'remember_me',
  'flask_login.EXEMPT_METHODS': 'login',
  'flask_login.expand_login_view': 'login_pages',
  'flask_login.fresh_login_required': 'login',
  'flask_login.login_fresh': 'login',
  'flask_login.login_remembered': 'remember_me',
  'flask_login.login_required': 'login',
  'flask_login.login_url': 'login_pages',
  'flask_login.login_user': 'login',
  'flask_login.LoginManager': 'login',
  'flask_login.logout_user': 'login',
  'flask_login.make_next_param': 'login_pages',
  'flask_login.set_login_view': 'login_pages',
  'flask_login.UserMixin': 'users',
  'flask_mail.Attachment': 'mail',
  'flask_mail.BadHeaderError': 'mail',
  'flask_mail.Connection': 'mail',
  'flask_mail.Mail': 'mail',
  'flask_mail.Message': 'mail',
  'flask_mail.sanitize_address': 'mail',
  'flask_mail.sanitize_addresses': 'mail',
  'flask_mail.sanitize_subject': 'mail',
  'flask_migrate.Migrate': 'migrations',
  'flask_migrate.downgrade': 'migrations',
  'flask_migrate.stamp': 'migrations',
  'flask_migrate.upgrade': 'migrations',
  'flask_sqlalchemy.SQLAlchemy': 'database',
  'flask_sqlalchemy.extension.SQLAlchemy': 'database',
  'flask_sqlalchemy.model.BindMetaMixin': 'database_models',
  'flask_sqlalchemy.model.BindMixin': 'database_models',
  'flask_sqlalchemy.model.DefaultMeta': 'database_models',
  'flask_sqlalchemy.model.DefaultMetaNoName': 'database_models',
  'flask_sqlalchemy.model.Model': 'database_models',
  'flask_sqlalchemy.model.NameMetaMixin': 'database_models',
  'flask_sqlalchemy.model.NameMixin': 'database_models',
  'flask_sqlalchemy.model.camel_to_snake_case': 'database_models',
  'flask_sqlalchemy.model.should_set_tablename': 'database_models',
  'flask_sqlalchemy.pagination.Pagination': 'pagination',
  'flask_sqlalchemy.pagination.QueryPagination': 'pagination',
  'flask_sqlalchemy.pagination.SelectPagination': 'pagination',
  'flask_sqlalchemy.query.Query': 'queries',
  'flask_sqlalchemy.session.Session': 'database',
  'flask_wtf.FlaskForm': 'forms',
  'flask_wtf.csrf.CSRFError': 'csrf',
  'flask_wtf.csrf.CSRFProtect': 'csrf',
  'flask_wtf.csrf.csrf_meta_tag': 'csrf',
  'flask_wtf.csrf.generate_csrf': 'csrf',
  'flask_wtf.csrf.same_origin': 'csrf',
  'flask_wtf.csrf.validate_csrf': 'csrf',
  'flask_wtf.file.FileAllowed': 'forms',
  'flask_wtf.file.FileField': 'forms',
  'flask_wtf.file.FileRequired': 'forms',
  'flask_wtf.file.FileSize': 'forms',
  'flask_wtf.file.MultipleFileField': 'forms',
  'flask_wtf.file.file_allowed': 'forms',
  'flask_wtf.file.file_required': 'forms',
  'flask_wtf.file.file_size': 'forms',
};

/** Something of an extension, and the module of the application's own that has it. */
interface OwnName {
  readonly path: string;
  readonly module: SupportModule;
}

/** What takes the place of a name of an extension. undefined: nothing does. */
export function ownNameOf(reference: Reference): OwnName | undefined {
  const path = Object.keys(OWN).find((one) => isBelow(reference, one));
  const module = path && OWN[path];
  return path && module ? { path, module } : undefined;
}

/** The module that has something of an extension. */
export function ownModuleOf(path: string): SupportModule | undefined {
  return OWN[path];
}

/** Everything that is taken of the objects which calls of `path` give: `csrf.exempt` after `csrf = CSRFProtect()`. */
export function membersOfMade(app: App, path: string): { readonly file: SourceFile; readonly member: Attribute }[] {
  if (!references(app).some((reference) => isBelow(reference, path))) return [];
  return app.files.flatMap((file) =>
    [...walk(file.module)].flatMap((member) =>
      member.kind === 'attribute' && makerOf(app.project, file, member.value) === path ? [{ file, member }] : [],
    ),
  );
}

/** Is a class made of it, or is it called in such a class by its name? */
export function isBaseClass({ file, node }: Reference): boolean {
  const parent = file.parentOf(node);
  return parent?.kind === 'argument' && file.parentOf(parent)?.kind === 'class';
}
