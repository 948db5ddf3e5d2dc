import type { App } from '../model/app.js';
import { isBelow, references } from '../model/references.js';

export const FLASK_SQLALCHEMY = 'flask_sqlalchemy';
export const FLASK_MIGRATE = 'flask_migrate';

/** Does the application keep its rows with Flask-SQLAlchemy? Its session is opened and removed with each context. */
export function usesDatabase(app: App): boolean {
  return references(app).some((reference) => isBelow(reference, FLASK_SQLALCHEMY));
}
