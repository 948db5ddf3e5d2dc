import { posix } from 'node:path';
import type { Expr, Param } from '../../src/python/ast.js';
import type { App, FileEdit, Need } from '../../src/transform.js';
import { finishing, finishLines, SHELL, shellName, supportFolder } from '../../src/transform.js';
import { bridgePackage, bridgePath } from './names.js';

const NEW_APP = 'FastAPI(docs_url=None, redoc_url=None, openapi_url=None)';

export interface Preparation {
  readonly edits: readonly FileEdit[];
  readonly needs: readonly Need[];
}

/** What puts FastAPI in front: the mount, the ASGI entry, the support module. undefined: there is no place for it. */
export function prepared(app: App): Preparation | undefined {
  const at = finishing(app, 'flask_app');
  const [place] = at?.places ?? [];
  if (!at || !place) return undefined;
  const { file } = place;
  const name = shellName(file);
  return {
    edits: at.edits,
    needs: [
      { kind: 'support', ...bridgePackage(app) },
      { kind: 'import', file, module: { library: 'fastapi' }, name: 'FastAPI' },
      { kind: 'import', file, module: { path: bridgePath(app) }, name: 'mount_flask' },
      ...at.needs,
      ...finishLines(at, SHELL.app, () => [`${name} = ${NEW_APP}`]),
      ...finishLines(at, SHELL.mount, (flask) => [`mount_flask(${name}, ${flask})`]),
      ...asgiModule(app),
    ],
  };
}

/** The ASGI target that stands for `entry`: for an object the one beside it, for a factory one in a module of its own. */
export function asgiEntry(app: App): {
  readonly module: string;
  readonly attribute: string;
  readonly path: string | undefined;
} {
  const { finish, entry, entryFile, project } = app;
  if (finish?.kind === 'module') {
    const front = app.events.find((event) => event.kind === 'mount' && event.scaffold === app.scaffold);
    const site = front?.kind === 'mount' ? front.front?.site : undefined;
    const parent = site?.file.parentOf(site.node);
    const known = parent?.kind === 'assign' && parent.targets[0]?.kind === 'name' ? parent.targets[0].id : undefined;
    return {
      module: project.moduleName(finish.file.path),
      attribute: known ?? shellName(finish.file),
      path: undefined,
    };
  }
  const path = asgiPath(app, entry.kind === 'object' ? posix.dirname(entryFile.path) : supportFolder(app));
  const attribute = entry.kind === 'object' ? 'app' : entry.attribute;
  return { module: moduleNameOf(app, path), attribute, path };
}

/** `asgi.py`, unless the project has one that is not ours. */
function asgiPath(app: App, folder: string): string {
  for (const name of ['asgi.py', 'fastapi_asgi.py']) {
    const path = posix.join(folder, name);
    const present = app.project.file(path);
    if (!app.project.has(path) || present?.text.includes('.extensions["fastapi"]')) return path;
  }
  return posix.join(folder, 'decant_asgi.py');
}

/** The name of a module that may not be there yet: that of its folder's modules, with another end. */
function moduleNameOf(app: App, path: string): string {
  const sibling = app.finish?.file.path ?? app.entryFile.path;
  const known = posix.dirname(sibling) === posix.dirname(path) ? sibling : app.entryFile.path;
  const name = app.project.moduleName(known);
  const folder =
    known.endsWith('/__init__.py') || known === '__init__.py' ? name : name.split('.').slice(0, -1).join('.');
  return [folder, posix.basename(path, '.py')].filter(Boolean).join('.');
}

function asgiModule(app: App): Need[] {
  const { finish, entry, entryFile, project } = app;
  if (finish?.kind !== 'factory') return [];
  const { module, attribute, path } = asgiEntry(app);
  if (!path) return [];
  const factoryFile = entry.kind === 'object' ? entryFile : finish.file;
  const packaged = project.has(posix.join(posix.dirname(path), '__init__.py'));
  const spec = packaged
    ? `.${factoryFile.path.endsWith('/__init__.py') ? '' : posix.basename(factoryFile.path, '.py')}`
    : project.moduleName(factoryFile.path);
  const text =
    entry.kind === 'object'
      ? objectModule(spec, entry.attribute, module)
      : factoryModule(spec, attribute, module, finish.def.params);
  return [{ kind: 'file', path, text }];
}

function objectModule(spec: string, flask: string, module: string): string {
  return `"""FastAPI in front of the Flask application, which goes on serving what has not moved.

    uvicorn ${module}:app
"""

from ${spec} import ${flask} as flask_app

app = flask_app.extensions["fastapi"]
`;
}

function factoryModule(spec: string, name: string, module: string, params: readonly Param[]): string {
  const { declared, passed } = forwarded(params);
  const original = name === 'create_flask_app' ? 'create_wsgi_app' : 'create_flask_app';
  return `"""FastAPI in front of the Flask application, which goes on serving what has not moved.

    uvicorn --factory ${module}:${name}
"""

from fastapi import FastAPI

from ${spec} import ${name} as ${original}


def ${name}(${declared}) -> FastAPI:
    return ${original}(${passed}).extensions["fastapi"]
`;
}

/** The factory's parameters and the arguments that hand them on; by star where a default is not a plain constant. */
function forwarded(params: readonly Param[]): { declared: string; passed: string } {
  const declared: string[] = [];
  const passed: string[] = [];
  let keywordOnly = false;
  for (const param of params) {
    const value = param.default && constantText(param.default);
    if (param.default && value === undefined) return { declared: '*args, **kwargs', passed: '*args, **kwargs' };
    if (param.form === '*' || param.form === '**') {
      declared.push(param.form + param.name);
      passed.push(param.form + param.name);
      keywordOnly ||= param.form === '*';
      continue;
    }
    if (param.form === 'keyword-only' && !keywordOnly) {
      declared.push('*');
      keywordOnly = true;
    }
    declared.push(value === undefined ? param.name : `${param.name}=${value}`);
    passed.push(param.form === 'keyword-only' ? `${param.name}=${param.name}` : param.name);
  }
  return { declared: declared.join(', '), passed: passed.join(', ') };
}

function constantText(expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'constant':
      return expr.value === null ? 'None' : expr.value === true ? 'True' : expr.value === false ? 'False' : undefined;
    case 'number':
      return String(expr.value);
    case 'string':
      return expr.value !== undefined && !expr.bytes ? JSON.stringify(expr.value) : undefined;
    default:
      return undefined;
  }
}
