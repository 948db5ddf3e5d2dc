import { ruleMatches } from '../../src/model/rules.js';
import { type App, type Difference, hasDocumentation } from '../../src/transform.js';

const ADDRESSES = ['/docs', '/docs/oauth2-redirect', '/redoc', '/openapi.json'];

/** Can FastAPI's pages be where they are by default? Not when the application answers there itself, or an extension may. */
export function docsAreShown(app: App): boolean {
  return (
    !hasDocumentation(app) && !app.routes.some((route) => ADDRESSES.some((address) => ruleMatches(route.rule, address)))
  );
}

export const docsDifference: Difference = {
  where: { method: ['GET', 'HEAD'], status: [404], path: '^/(docs(/oauth2-redirect)?|redoc|openapi\\.json)$' },
  becomes: { status: [200] },
  aspects: ['status', 'body', 'header:content-type'],
  when: 'GET /docs, /redoc, /openapi.json',
  flask: '404',
  after: "FastAPI's documentation",
};
