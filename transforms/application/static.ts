import { ruleMatches } from '../../src/model/rules.js';
import { staticFolder } from '../../src/model/static.js';
import {
  type App,
  asksForStaticFolder,
  type Change,
  type Difference,
  hasStaticMount,
  staticMount,
} from '../../src/transform.js';

type Said = Change<'static' | 'static-headers' | 'static-method' | 'option'>;

/** `app.mount("/static", StaticFiles(…), name="static")`, below the line that makes the application. */
export function* staticChanges(app: App): Iterable<Said> {
  const { scaffold } = app;
  const { file, node } = scaffold.site;
  const at = { file, at: node };
  const found = staticFolder(app, scaffold);
  if (found === 'none') {
    if (asksForStaticFolder(app)) yield { ...at, message: 'option', data: { option: 'static_folder' } };
    return;
  }
  const path = found === 'unknown' ? undefined : found.path;
  const ports = app.wiring.filter((item) => item.kind === 'static' && item.scaffold === scaffold);
  if (path && !hasStaticMount(app)) {
    const isCovered = app.routes.some((route) => ruleMatches(route.rule, `${path}/file`));
    yield { ...at, message: 'static-method', data: { path }, difference: goneDifference(path, isCovered), ports };
    return;
  }
  const mount = staticMount(app, scaffold, 'static', '');
  const isIdiomatic = app.options.style === 'idiomatic';
  if (!mount || (isIdiomatic && path === undefined)) {
    yield { ...at, message: 'option', data: { option: 'static_folder' } };
    return;
  }
  yield {
    ...at,
    message: isIdiomatic ? 'static-headers' : 'static',
    data: { folder: mount.folder, path: path === undefined ? mount.path : path || '/' },
    ...(isIdiomatic && { difference: headersDifference(path ?? '') }),
    ports,
    needs: mount.needs,
  };
}

function goneDifference(path: string, isCovered: boolean): Difference {
  const where = { status: isCovered ? [200, 404, 405] : [200, 405], path: `^${path}/` };
  if (isCovered) {
    return {
      where,
      aspects: ['status', 'body', 'header:allow', 'header:content-type'],
      when: `a request below ${path}/`,
      flask: '404, 405 or the answer to OPTIONS, though the folder does not exist',
      after: 'the answer of a route that takes these paths too',
    };
  }
  return {
    where,
    becomes: { status: [404] },
    aspects: ['status', 'body', 'header:allow', 'header:content-type'],
    when: `a method other than GET below ${path}/`,
    flask: '405 or the answer to OPTIONS, though the folder does not exist',
    after: '404',
  };
}

function headersDifference(path: string): Difference {
  return {
    where: { path: `^${path}/` },
    aspects: [
      ...['status', 'body', 'header:allow', 'header:content-type', 'header:content-length', 'header:content-range'],
      ...['header:cache-control', 'header:content-disposition', 'header:etag', 'header:accept-ranges'],
    ],
    when: `a file below ${path}/`,
    flask: 'with its name and how long it may be kept, and an HTML page if it is missing',
    after: 'with an ETag of its own, and JSON if it is missing',
  };
}
