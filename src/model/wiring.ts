import type { Wiring } from './app.js';
import type { AssignEvent, Event, HookEvent } from './registration/events.js';
import { projectPath } from './registration/paths.js';
import { asString, type Scaffold, type Value } from './registration/values.js';
import { eventsOf } from './routes.js';

/** Attributes of Flask and Blueprint that change how requests are read, routed or answered. */
const SETTINGS =
  /^(json|json_encoder|json_decoder|json_provider_class|session_interface|request_class|response_class|url_map|url_rule_class|url_map_class|app_ctx_globals_class|aborter|aborter_class|permanent_session_lifetime|view_functions|before_request_funcs|after_request_funcs|teardown_request_funcs|error_handler_spec|static_folder|static_url_path|make_response|dispatch_request|full_dispatch_request|handle_exception|handle_user_exception|process_response|preprocess_request)(\W|$)/;

const TEMPLATE_HOOKS = /context_processor$|template_(filter|test|global)$/;

/**
 * What belongs to the application as a whole, of the application and of every blueprint that it uses. The loss of such
 * things is what migrations made by hand are repaired for most often, so each one is listed and ends with a fate.
 */
export function wiringOf(events: readonly Event[], app: Scaffold): Wiring[] {
  const result: Wiring[] = [];
  const seen = new Set<Event>();
  const visit = (scaffold: Scaffold, depth: number) => {
    for (const event of eventsOf(events, scaffold)) {
      if (seen.has(event)) continue;
      seen.add(event);
      if (event.kind === 'register' && depth < 12) visit(event.child, depth + 1);
      const item = wiring(event);
      if (item) {
        const { file, node } = event.site;
        result.push({ ...item, event, scaffold, file, line: file.positionOf(node.start).line });
      }
    }
    const folder = scaffold.options.get('static_folder');
    if (folder && !(folder.kind === 'const' && folder.value === null)) {
      const { file, node } = scaffold.site;
      const given = asString(folder) ?? '';
      const what = `static folder ${projectPath(given) ?? given}`.trim();
      result.push({ kind: 'static', what, event: undefined, scaffold, file, line: file.positionOf(node.start).line });
    }
  };
  visit(app, 0);
  return result;
}

function wiring(event: Event): Pick<Wiring, 'kind' | 'what'> | undefined {
  switch (event.kind) {
    case 'hook':
      return hook(event);
    case 'extension':
      return { kind: 'extension', what: event.path };
    case 'config':
      return { kind: 'config', what: `config.${event.how}` };
    case 'assign':
      return assignment(event);
    case 'run':
      return { kind: 'run', what: 'app.run' };
    default:
      return undefined;
  }
}

function hook(event: HookEvent): Pick<Wiring, 'kind' | 'what'> {
  const name = functionName(event.function);
  if (event.hook.endsWith('errorhandler')) {
    return { kind: 'error-handler', what: `${event.hook}(${subject(event.subject)}) ${name}`.trim() };
  }
  // `flask shell` has names by it; no template does
  if (event.hook === 'shell_context_processor') return { kind: 'cli', what: `${event.hook} ${name}`.trim() };
  if (TEMPLATE_HOOKS.test(event.hook)) return { kind: 'template', what: `${event.hook} ${name}`.trim() };
  if (event.hook.startsWith('cli.')) return { kind: 'cli', what: `${event.hook} ${name}`.trim() };
  return { kind: 'hook', what: `${event.hook} ${name}`.trim() };
}

function assignment(event: AssignEvent): Pick<Wiring, 'kind' | 'what'> {
  const { attribute } = event;
  if (attribute === 'wsgi_app') return { kind: 'middleware', what: 'wsgi_app' };
  if (/^(config\[|secret_key|debug|testing)/.test(attribute)) return { kind: 'config', what: attribute };
  if (/^jinja_(env|options)/.test(attribute)) return { kind: 'template', what: attribute };
  return { kind: SETTINGS.test(attribute) ? 'setting' : 'attribute', what: attribute };
}

function functionName(value: Value | undefined): string {
  if (value?.kind === 'function') return value.name;
  return value?.kind === 'wrapped' ? functionName(value.inner) : '';
}

function subject(value: Value | undefined): string {
  if (value?.kind === 'const') return String(value.value);
  if (value?.kind === 'external') return value.path.split('.').at(-1) ?? '';
  return value?.kind === 'class' ? value.def.name : '';
}
