import type { ExternalCall } from '../../src/model/registration/interpreter.js';
import {
  argument,
  asString,
  type ClassValue,
  NONE,
  type Scaffold,
  type Value,
} from '../../src/model/registration/values.js';

const VERBS = ['get', 'post', 'put', 'delete', 'patch'];

/**
 * `api.add_resource(Resource, "/x", …)` of Flask-RESTful and Flask-RESTX: routes of the application or blueprint that the
 * Api was made for, under the class's name in lower case (flask_restful/__init__.py, `Api.add_resource`).
 */
const addResource: ExternalCall = ({ args, site, callee }) => {
  const api = callee.made;
  const target = api && argument(api.args, 0, 'app');
  const [resource, ...urls] = args.positional;
  if (!api || target?.kind !== 'scaffold' || resource?.kind !== 'class' || site.node.kind !== 'call') return undefined;
  const prefix = asString(argument(api.args, 1, 'prefix')) ?? '';
  const endpoint = asString(args.named.get('endpoint')) ?? resource.def.name.toLowerCase();
  for (const url of urls) record(target.scaffold, resource, prefix, asString(url), endpoint);
  return NONE;

  function record(scaffold: Scaffold, cls: ClassValue, before: string, url: string | undefined, name: string): void {
    const view: Value = { kind: 'view-class', cls, name, args };
    if (site.node.kind !== 'call') return;
    site.interpreter.record({
      kind: 'route',
      scaffold,
      rule: url === undefined ? undefined : before + url,
      endpoint: name,
      methods: VERBS.filter((verb) => cls.env.vars.has(verb)).map((verb) => verb.toUpperCase()),
      methodsKnown: true,
      view,
      options: new Map(),
      call: site.node,
      callFile: site.file,
      form: 'extension',
      words: 'flask',
      site,
      conditional: site.interpreter.uncertain > 0,
    });
  }
};

export const resourceRoutes: Readonly<Record<string, ExternalCall>> = {
  'flask_restful.Api().add_resource': addResource,
  'flask_restx.Api().add_resource': addResource,
  'flask_restplus.Api().add_resource': addResource,
};
