import type { Difference } from '../../src/transform.js';

const ANSWER = [
  'status',
  'body',
  'header:content-type',
  'header:content-length',
  'header:location',
  'header:set-cookie',
];

/** What FastAPI answers by itself where Flask would do something else: the style `idiomatic` leaves it so. */
export const routingDifferences: readonly Difference[] = [
  {
    where: { method: ['HEAD', 'OPTIONS'] },
    becomes: { status: [404, 405] },
    aspects: [...ANSWER, 'header:allow'],
    when: 'HEAD, and OPTIONS of routes that do not answer it themselves',
    flask: 'HEAD as GET without its body, OPTIONS with the methods allowed',
    after: '405',
  },
  {
    where: { status: [308, 404, 405] },
    becomes: { status: [307] },
    aspects: [...ANSWER, 'header:allow'],
    when: 'a path with a slash too many or too few',
    flask: '308 if the slash is missing, 404 if it is too many',
    after: '307 without a page',
  },
  {
    where: { status: [308] },
    becomes: { status: [200] },
    aspects: ANSWER,
    when: 'a path that says what a shorter one says by default',
    flask: '308 to the shorter one',
    after: 'the answer itself',
  },
];

export const errorPageDifferences: readonly Difference[] = [
  {
    where: { status: [404, 405, 500] },
    becomes: { status: [404, 405, 500] },
    aspects: ['body', 'header:content-type', 'header:allow'],
    when: 'no handler of the application answers',
    flask: 'an HTML page; 405 with all methods of the path in Allow',
    after: '`{"detail": …}`, of a 500 text; 405 with the methods of one route in Allow',
  },
];
