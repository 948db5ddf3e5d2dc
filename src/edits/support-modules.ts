/**
 * Support modules that become the application's own, each with the transform whose folder holds it. They live together in a
 * package `web`, because their names (`config`, `errors`, `urls`) are taken in most projects.
 */
const MODULES = {
  request_data: 'request',
  current_request: 'request',
  values: 'request',
  responses: 'returns',
  answers: 'responses',
  files: 'files',
  urls: 'urls',
  config: 'config',
  folders: 'application',
  commands: 'cli',
  server: 'app-run',
  templating: 'templates',
  rendering: 'templates',
  convertors: 'routes',
  dispatch: 'routes',
  url_rules: 'routes',
  class_views: 'class-views',
  errors: 'abort',
  error_handlers: 'error-handlers',
  logs: 'logger',
  context: 'g',
  threads: 'hooks',
  proxy: 'hooks',
  wsgi_environ: 'hooks',
  wsgi_middleware: 'hooks',
  lifecycle: 'hooks',
  middleware: 'hooks',
  hooks: 'hooks',
  sessions: 'session',
  cors: 'cors',
  cors_rules: 'cors',
  quart_cors: 'cors',
  passwords: 'bcrypt',
  csrf: 'wtf',
  forms: 'wtf',
  mail: 'mail',
  login: 'login',
  login_pages: 'login',
  remember_me: 'login',
  users: 'login',
  database: 'sqlalchemy',
  database_models: 'sqlalchemy',
  engines: 'sqlalchemy',
  queries: 'sqlalchemy',
  pagination: 'sqlalchemy',
  migrations: 'migrations',
  islands: 'islands',
  reports: 'error-reports',
  openapi: 'models',
  apispec: 'apispec',
  babel: 'babel',
  formats: 'babel',
  lazy_text: 'babel',
  locales: 'babel',
  translations: 'babel',
  testing: 'tests',
  testing_context: 'tests',
  testing_commands: 'tests',
  quart_answers: 'quart',
  quart_files: 'quart',
  quart_threads: 'quart',
  quart_twins: 'quart',
} as const;

export type SupportModule = keyof typeof MODULES;

export const SUPPORT_MODULES: readonly string[] = Object.keys(MODULES);

/** Where the text of a module stands, below the support folders. */
export function supportSource(module: SupportModule): string {
  return `${MODULES[module]}/${module}.py`;
}

/** The same for a name that may be none of them: what `from .responses import x` in a support module means. */
export function siblingSource(module: string): string | undefined {
  return module in MODULES ? supportSource(module as SupportModule) : undefined;
}
