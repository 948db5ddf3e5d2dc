import type { App } from './app.js';
import { isBelow, references } from './references.js';

/** What of an application an extension works with, so that it has to be there. */
export type Part =
  /** It runs functions around the views. */
  | 'hooks'
  | 'session'
  /** It looks into bodies of requests, wherever it is asked. */
  | 'body'
  /** The request or the application at hand. */
  | 'context';

/** Extensions that the application's own modules have a counterpart of, by what is taken of them. */
const BROUGHT: Readonly<Record<string, readonly Part[]>> = {
  'flask_cors.CORS': ['hooks'],
  'flask_login.LoginManager': ['hooks', 'session'],
  'flask_mail.Mail': ['context'],
  'flask_mail.Message': ['context'],
  'flask_wtf.FlaskForm': ['session', 'body'],
  'flask_wtf.csrf.CSRFProtect': ['hooks', 'session', 'body'],
  'flask_wtf.csrf.csrf_meta_tag': ['session'],
  'flask_wtf.csrf.generate_csrf': ['session'],
  'flask_wtf.csrf.validate_csrf': ['session'],
};

/** Names of extensions that come with `part`. */
export function bringersOf(part: Part): readonly string[] {
  return Object.keys(BROUGHT).filter((path) => BROUGHT[path]?.includes(part));
}

/** Does something of an extension that the application uses come with `part`? */
export function brings(app: App, part: Part): boolean {
  const paths = bringersOf(part);
  return references(app).some((reference) => paths.some((path) => isBelow(reference, path)));
}
