import type { Transform } from '../src/transform.js';
import { bridge } from './bridge/index.js';
import { currentApp } from './current-app/index.js';
import { extensions } from './extensions/index.js';
import { flash } from './flash/index.js';
import { requestGlobals } from './g/index.js';
import { hooks } from './hooks/index.js';
import { request } from './request/index.js';
import { session } from './session/index.js';
import { templates } from './templates/index.js';
import { unclaimed } from './unclaimed/index.js';

/** One line a transform; which comes before which is said by `after`. */
export const transforms: readonly Transform[] = [
  bridge,
  currentApp,
  extensions,
  flash,
  hooks,
  request,
  requestGlobals,
  session,
  templates,
  unclaimed,
];
