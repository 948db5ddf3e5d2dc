import type { Transform } from '../src/transform.js';
import { abort } from './abort/index.js';
import { apispec } from './apispec/index.js';
import { appRun } from './app-run/index.js';
import { application } from './application/index.js';
import { asyncDefs } from './async/index.js';
import { babel } from './babel/index.js';
import { bcrypt } from './bcrypt/index.js';
import { blueprints } from './blueprints/index.js';
import { bridge } from './bridge/index.js';
import { classViews } from './class-views/index.js';
import { cli } from './cli/index.js';
import { compat } from './compat/index.js';
import { config } from './config/index.js';
import { contexts } from './contexts/index.js';
import { cors } from './cors/index.js';
import { currentApp } from './current-app/index.js';
import { decorators } from './decorators/index.js';
import { dependencies } from './dependencies/index.js';
import { deployment } from './deployment/index.js';
import { errorAnswers } from './error-handlers/index.js';
import { errorReports } from './error-reports/index.js';
import { extensions } from './extensions/index.js';
import { files } from './files/index.js';
import { flash } from './flash/index.js';
import { requestGlobals } from './g/index.js';
import { helpers } from './helpers/index.js';
import { hooks } from './hooks/index.js';
import { islands } from './islands/index.js';
import { json } from './json/index.js';
import { jsonify } from './jsonify/index.js';
import { logger } from './logger/index.js';
import { login } from './login/index.js';
import { mail } from './mail/index.js';
import { migrations } from './migrations/index.js';
import { models } from './models/index.js';
import { plugins } from './plugins/index.js';
import { quart } from './quart/index.js';
import { renames } from './renames/index.js';
import { request } from './request/index.js';
import { responses } from './responses/index.js';
import { returns } from './returns/index.js';
import { routes } from './routes/index.js';
import { session } from './session/index.js';
import { sqlalchemy } from './sqlalchemy/index.js';
import { templates } from './templates/index.js';
import { tests } from './tests/index.js';
import { unclaimed } from './unclaimed/index.js';
import { urls } from './urls/index.js';
import { werkzeug } from './werkzeug/index.js';
import { wtf } from './wtf/index.js';

/** One line a transform; which comes before which is said by `after`. */
export const transforms: readonly Transform[] = [
  abort,
  apispec,
  appRun,
  application,
  asyncDefs,
  bcrypt,
  babel,
  blueprints,
  bridge,
  classViews,
  cli,
  compat,
  config,
  contexts,
  cors,
  currentApp,
  decorators,
  dependencies,
  deployment,
  errorAnswers,
  errorReports,
  extensions,
  files,
  flash,
  helpers,
  quart,
  renames,
  hooks,
  islands,
  json,
  jsonify,
  logger,
  login,
  mail,
  migrations,
  models,
  plugins,
  request,
  requestGlobals,
  responses,
  returns,
  routes,
  session,
  sqlalchemy,
  templates,
  tests,
  unclaimed,
  urls,
  werkzeug,
  wtf,
];
