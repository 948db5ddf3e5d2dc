import { ruleMatches } from '../../src/model/rules.js';
import { lacksStaticFolder, staticFolder } from '../../src/model/static.js';
import { type App, type Change, type Difference, staticMount, usedMembers } from '../../src/transform.js';

/** What asks for the folder, in a file of the application. */
const MEMBERS = ['static_folder', 'static_url_path', 'send_static_file'];

type Said = Change<'static' | 'static-headers' | 'static-method' | 'option'>;

/** `app.mount("/static", StaticFiles(…), name="static")`, below the line that makes the application. */
export function* staticChanges(app: App): Iterable<Said> {
  const { scaffold } = app;
  const { file, node } = scaffold.site;
  const at = { file, at: node };
  const found = staticFolder(app, scaffold);
  const used = usedMembers(app);
  const asked = MEMBERS.find((name) => used.has(name));
  if (found === 'none') {
    if (asked) yield { ...at, message: 'option', data: { option: 'static_folder' } };
    return;
  }
  const isWanted = !lacksStaticFolder(app, scaffold) || asked !== undefined;
  if (found === 'unknown' || (isWanted && found.folder === undefined)) {
    yield { ...at, message: 'option', data: { option: 'static_folder' } };
    return;
  }
  const { path } = found;
  const ports = app.wiring.filter((item) => item.kind === 'static' && item.scaffold === scaffold);
  const isCovered = app.routes.some((route) => ruleMatches(route.rule, `${path}/file`));
  if (!isWanted && path !== '' && !(isCovered && app.options.style === 'compatible')) {
    yield { ...at, message: 'static-method', data: { path }, difference: goneDifference(path, isCovered), ports };
    return;
  }
  const mount = staticMount(app, scaffold, 'static');
  if (!mount) {
    yield { ...at, message: 'option', data: { option: 'static_folder' } };
    return;
  }
  yield {
    ...at,
    message: app.options.style === 'idiomatic' ? 'static-headers' : 'static',
    data: { folder: mount.found.folder, path: path || '/' },
    ...(app.options.style === 'idiomatic' && { difference: headersDifference(path) }),
    ports,
    needs: mount.needs,
  };
}

function goneDifference(path: string, isCovered: boolean): Difference {
  const where = { status: isCovered ? [404, 405] : [405], path: `^${path}/` };
  if (isCovered) {
    return {
      where,
      aspects: ['status', 'body', 'header:allow', 'header:content-type'],
      when: `a request below ${path}/`,
      flask: '404 or 405, though the folder does not exist',
      after: 'the answer of a route that takes these paths too',
    };
  }
  return {
    where,
    becomes: { status: [404] },
    aspects: ['status', 'body', 'header:allow'],
    when: `a method other than GET below ${path}/`,
    flask: '405, though the folder does not exist',
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
