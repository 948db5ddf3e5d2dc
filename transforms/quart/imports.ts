import { canonical } from '../../src/model/flask-names.js';
import { references } from '../../src/model/references.js';
import type { ImportFrom } from '../../src/python/ast.js';
import type { SourceFile } from '../../src/python/source-file.js';
import { walk } from '../../src/python/walk.js';
import type { App } from '../../src/transform.js';
import { type QuartChange, said } from './change.js';
import { MODULES, SAME, TWINS } from './names.js';

/** `from flask import request` is `from quart import request`; what Quart has not, or not as a function, stands in the way. */
export function* imported(app: App): Iterable<QuartChange> {
  for (const file of app.files) {
    for (const node of walk(file.module)) {
      if (node.kind === 'from' && node.level === 0 && isOfFlask(node.module)) yield* fromFlask(app, file, node);
      if (node.kind !== 'import') continue;
      for (const name of node.names) {
        // what is taken of it is looked at where it is taken; the statement goes with its last use
        const isPlain = name.name === 'flask' && isUsed(app, file, name.asName ?? 'flask');
        if (isOfFlask(name.name) && !isPlain) yield said('name', file, name, name.name);
      }
    }
  }
}

function* fromFlask(app: App, file: SourceFile, stmt: ImportFrom): Iterable<QuartChange> {
  const becomes = MODULES[stmt.module];
  if (!becomes || stmt.star) {
    yield said('name', file, stmt, stmt.star ? `${stmt.module}.*` : stmt.module);
    return;
  }
  for (const name of stmt.names) {
    const path = canonical(`${stmt.module}.${name.name}`);
    const isClass = path === 'flask.Flask';
    const isKnown = SAME.has(path) || TWINS[path] || isClass;
    const local = name.asName ?? name.name;
    // the class has another name: a file that only hands it on would hand on what is not there
    const isLoose = isClass && (app.project.isTakenFrom(file.path, local) || /\b__all__\b/.test(file.text));
    if (!isKnown || isLoose) yield said('name', file, name, path);
  }
  yield {
    message: 'imported',
    file,
    at: stmt,
    data: { module: stmt.module, becomes },
    needs: [{ kind: 'module', file, stmt, module: becomes }],
  };
}

function isOfFlask(module: string): boolean {
  return /^flask(\.|$)/.test(module);
}

function isUsed(app: App, file: SourceFile, local: string): boolean {
  return references(app).some(({ file: home, node }) => {
    let head = node;
    while (head.kind === 'attribute' && (head.value.kind === 'name' || head.value.kind === 'attribute')) {
      head = head.value;
    }
    return home === file && head.kind === 'name' && head.id === local;
  });
}
