import { describe, expect, test } from 'vitest';
import { type Fixture, readFixtures } from './support/fixtures.js';

const fixtures = new Map(readFixtures().map((fixture) => [fixture.name, fixture]));

/**
 * What converters break silently, and the fixtures that are sent the same requests before and after (behaviour.test.ts).
 * Such a fixture converts something, or it could not show that the trap is avoided.
 */
const TRAPS: readonly (readonly [trap: string, ...fixtures: string[]])[] = [
  ['a session cookie of another format logs everybody out', 'session/carried', 'session/kept'],
  ['a tuple of a decorator becomes a JSON array with status 200', 'decorators/answers-itself', 'returns/tuples'],
  ['text is quoted as JSON', 'returns/text-is-html', 'returns/constants'],
  ['a redirect is 307 and sends the form again', 'urls/redirects'],
  ['dates, decimals and NaN in JSON', 'returns/json-values'],
  ['the first route that matches is not the one that Werkzeug picks', 'routes/precedence', 'routes/converters'],
  ['405, 404 and broken JSON answer before the login does', 'decorators/answers-itself', 'hooks/forms'],
  ['a parameter that no rule fills becomes a query parameter', 'routes/parameters-of-its-own'],
  ['request and g in helpers', 'request/handed', 'g/shared', 'g/database-handle'],
  [
    'handlers of exceptions see what they saw, and after-request hooks see their answers',
    'error-handlers/anything',
    'hooks/lifecycle',
  ],
  ['a path that leaves the folder', 'files/relative'],
  ['decorators without wraps', 'decorators/wraps'],
  ['url_for with query arguments, blueprints and quoting', 'urls/url-for', 'blueprints/nested'],
  ['slashes at the end', 'routes/strict-slashes', 'routes/rule-spellings'],
  ['HEAD and OPTIONS', 'routes/methods-and-verbs', 'routes/options-by-hand-alone'],
  ['a connection of SQLite in another thread', 'g/database-handle', 'hooks/one-thread'],
  ['cookies get SameSite, dates without a zone fail', 'responses/cookies'],
  ['context processors win over the view, files that are not escaped', 'templates/processors', 'templates/autoescape'],
  ['a commit at teardown fails after the client saw 200', 'hooks/commit-in-teardown'],
  ['the order of hooks', 'hooks/lifecycle', 'hooks/of-blueprints'],
  ['a moved route hides one that stayed', 'blueprints/moved-beside-kept', 'blueprints/one-blueprint-stays'],
];

describe('the traps', () => {
  test.each(TRAPS)('%s', (_trap, ...names) => {
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const fixture = fixtures.get(name) as Fixture | undefined;
      expect(fixture?.requests?.length, `${name} sends requests`).toBeGreaterThan(1);
      expect(fixture?.options.notExecuted, `${name} is executed on both sides`).toBeUndefined();
      expect(fixture?.report, `${name} converts something`).toMatch(/^route .* migrated/m);
    }
  });
});
