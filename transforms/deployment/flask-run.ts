import type { TextFile } from '../../src/python/text-file.js';
import type { App, Written } from '../../src/transform.js';
import { type Meaning, meaningOf, parseTarget, type Target } from './targets.js';
import type { Command } from './words.js';

/** What `flask … NAME …` says. */
export interface FlaskCall {
  readonly program: number;
  /** `--app shop`, or what the environment says. */
  readonly app: string | undefined;
  readonly name: string;
  /** Where the name stands. */
  readonly at: number;
  readonly debug: boolean;
}

/** undefined: it is not understood. */
export function readFlask(command: Command, program: number): FlaskCall | undefined {
  if (command.isStrange) return undefined;
  const { words } = command;
  let app: string | undefined;
  let debug = false;
  for (let i = program + 1; i < words.length; i++) {
    const value = words[i]?.value ?? '';
    const glued = /^--app=(.*)$/.exec(value)?.[1];
    if (glued !== undefined) app = glued;
    else if (value === '--app' || value === '-A') app = words[++i]?.value;
    else if (value === '--debug') debug = true;
    else if (/^[a-z][\w-]*$/.test(value)) return { program, app, name: value, at: i, debug };
    else return undefined;
  }
  return undefined;
}

/** What `flask run` listens at, and whether it reloads. */
export interface Listening {
  readonly host: string;
  readonly port: string;
  readonly reload: boolean;
}

/** undefined: it has options that uvicorn has no counterpart for. */
export function listeningOf(command: Command, call: FlaskCall, environment: string): Listening | undefined {
  const given = environmentOf(environment);
  if (given === undefined) return undefined;
  let { host, port, reload } = given;
  reload ||= call.debug;
  const { words } = command;
  for (let i = call.at + 1; i < words.length; i++) {
    const value = words[i]?.value ?? '';
    const option = /^(?:--(host|port)|-([hp]))(?:=?(.+))?$/.exec(value);
    if (option) {
      const text = option[3] ?? words[++i]?.value;
      if (text === undefined) return undefined;
      if (option[1] === 'host' || option[2] === 'h') host = text;
      else port = text;
    } else if (/^--(debug|reload)$/.test(value)) reload = true;
    else if (/^--no-(debug|reload)$/.test(value)) reload = false;
    else if (!/^--((no-)?debugger|with(out)?-threads)$/.test(value)) return undefined;
  }
  return { host, port, reload };
}

/** FLASK_RUN_HOST and others, where a file says them once; undefined: it says several things. */
function environmentOf(text: string): Listening | undefined {
  const said = (name: string) => {
    const found = [...text.matchAll(new RegExp(`\\b${name}["']?[=:][ \\t]*["']?([\\w.:]+)`, 'g'))].map(
      ([, value]) => value,
    );
    return new Set(found);
  };
  const hosts = said('FLASK_RUN_HOST');
  const ports = said('FLASK_RUN_PORT');
  const debugs = new Set([...said('FLASK_DEBUG'), ...said('FLASK_ENV')]);
  if (hosts.size > 1 || ports.size > 1 || debugs.size > 1) return undefined;
  return {
    host: [...hosts][0] ?? '127.0.0.1',
    port: [...ports][0] ?? '5000',
    reload: /^(1|true|development)$/i.test([...debugs][0] ?? ''),
  };
}

/** The application that `flask` would find. */
export function flaskTarget(
  app: App,
  written: Written,
  file: TextFile,
  call: FlaskCall,
  environment: string,
): { readonly target: Target; readonly meaning: Extract<Meaning, { kind: 'ours' }> } | undefined {
  const said = new Set(
    [...environment.matchAll(/\bFLASK_APP["']?[=: ][ \t]*["']?([\w./:]+)/g)].map(([, value]) => value),
  );
  const own = new Set([...file.text.matchAll(/\bFLASK_APP["']?[=: ][ \t]*["']?([\w./:]+)/g)].map(([, value]) => value));
  const named =
    call.app ?? (own.size === 1 ? [...own][0] : own.size === 0 && said.size === 1 ? [...said][0] : undefined);
  if (named === undefined && (own.size > 1 || said.size > 1)) return undefined;
  for (const module of named === undefined
    ? ['wsgi', 'app']
    : [named.replace(/^\.\//, '').replace(/\.py$/, '').replaceAll('/', '.')]) {
    const names = module.includes(':')
      ? [module]
      : ['app', 'application', 'create_app', 'make_app'].map((one) => `${module}:${one}`);
    for (const name of names) {
      const target = parseTarget(name);
      const meaning = target && meaningOf(app, written, target, file.path);
      if (target && meaning?.kind === 'ours') return { target, meaning };
    }
  }
  return undefined;
}
