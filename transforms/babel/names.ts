import type { supportNeeds } from '../../src/transform.js';

type SupportModule = Parameters<typeof supportNeeds>[1];

export const LIBRARY = 'flask_babel';

const OF_LOCALES = ['get_locale', 'get_timezone', 'refresh', 'force_locale'];
const OF_TRANSLATIONS = /^(_|n?p?gettext|lazy_n?p?gettext|get_translations|get_domain|Domain)$/;
const OF_FORMATS =
  /^(to_user_timezone|to_utc|format_(datetime|date|time|timedelta|number|decimal|currency|percent|scientific))$/;

const MEMBERS = [
  'init_app',
  'list_translations',
  'default_locale',
  'default_timezone',
  'domain',
  'domain_instance',
  'date_formats',
];

/** A name of Flask-Babel, and the module that has it without Flask. */
export interface Home {
  readonly path: string;
  readonly module: SupportModule;
}

export function homeOf(path: string): Home | undefined {
  const parts = path.slice(LIBRARY.length + 1).split('.');
  const at = parts[0] === 'speaklater' ? 2 : 1;
  const name = parts.slice(0, at).join('.').replace(/\(\)$/, '');
  const module = moduleOf(name);
  return module && { path: `${LIBRARY}.${name}`, module };
}

function moduleOf(name: string): SupportModule | undefined {
  if (name === 'Babel') return 'babel';
  if (name === 'speaklater.LazyString' || name === 'LazyString') return 'lazy_text';
  if (OF_LOCALES.includes(name)) return 'locales';
  if (OF_TRANSLATIONS.test(name)) return 'translations';
  return OF_FORMATS.test(name) ? 'formats' : undefined;
}

/** Does an object of `Babel` offer that without Flask, too? */
export function isMember(name: string): boolean {
  return MEMBERS.includes(name);
}
