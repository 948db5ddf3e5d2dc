import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Stmt } from '../python/ast.js';
import type { Parser } from '../python/parser.js';
import { walk } from '../python/walk.js';
import { siblingSource } from './support-modules.js';

/** Reads our support modules, and cuts them down to the definitions that are used. */
export class SupportLibrary {
  readonly #texts = new Map<string, string>();
  readonly #bodies = new Map<string, readonly Stmt[]>();

  constructor(readonly parser: Parser) {}

  /**
   * @param source Path below the support folders: `returns/responses.py` is transforms/returns/support/responses.py.
   * @param names The definitions that are wanted; what they use comes along. undefined: the whole module.
   */
  text(source: string, names?: readonly string[]): string {
    const whole = this.#read(source);
    return names ? this.#shaken(whole, names) : whole;
  }

  /** The files below a folder of support files, relative to it: `bridge/flask_bridge` is a package. */
  filesOf(source: string): readonly string[] {
    const folder = this.#path(source);
    return readdirSync(folder, { recursive: true })
      .map((name) => String(name).replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.py'))
      .sort();
  }

  /** Is it one of our modules that an earlier run wrote, cut down to what was used then, and perhaps edited since? */
  wrote(path: string, text: string): boolean {
    const [folder, name = ''] = path.split('/').slice(-2);
    const source = folder === 'flask_compat' ? `compat/flask_compat/${name}` : siblingSource(name.replace(/\.py$/, ''));
    if (!source || (folder !== 'flask_compat' && folder !== 'web')) return false;
    if (folder === 'flask_compat' && !this.filesOf('compat/flask_compat').includes(name)) return false;
    const known = new Set(this.definitions(this.#read(source)));
    return this.definitions(text).every((one) => known.has(one));
  }

  /** The names that a module defines at its top. */
  definitions(text: string): readonly string[] {
    return this.#body(text).flatMap(defines);
  }

  /** The siblings that a cut-down module still imports from, with the names it takes. */
  siblings(text: string): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const stmt of this.#body(text)) {
      if (stmt.kind !== 'from' || stmt.level !== 1) continue;
      found.set(stmt.module, [...(found.get(stmt.module) ?? []), ...stmt.names.map((name) => name.name)]);
    }
    return found;
  }

  /** The statements of a text, parsed once; none if a person has broken it since. */
  #body(text: string): readonly Stmt[] {
    let body = this.#bodies.get(text);
    if (!body) {
      const parsed = this.parser.parseText(text);
      body = 'module' in parsed ? parsed.module.body : [];
      this.#bodies.set(text, body);
    }
    return body;
  }

  #path(source: string): string {
    const [construct, ...rest] = source.split('/');
    const places = [
      `./support/${source}`,
      `../support/${source}`,
      `../../transforms/${construct}/support/${rest.join('/')}`,
    ];
    const path = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
    if (!path) throw new Error(`there is no support file ${source}`);
    return path;
  }

  #read(source: string): string {
    let text = this.#texts.get(source);
    if (text === undefined) {
      text = readFileSync(this.#path(source), 'utf8');
      this.#texts.set(source, text);
    }
    return text;
  }

  /** Keeps the docstring, the definitions named, what those use, and the imports that are then used. */
  #shaken(text: string, names: readonly string[]): string {
    const body = this.#body(text);
    const definers = new Map<string, Stmt>();
    for (const stmt of body) for (const name of defines(stmt)) definers.set(name, stmt);
    const kept = new Set<Stmt>();
    const wanted = [...names];
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      const stmt = definers.get(name);
      if (!stmt || kept.has(stmt)) continue;
      kept.add(stmt);
      for (const node of walk(stmt)) {
        if (node.kind === 'name') wanted.push(node.id);
        // annotations in quotes name things too
        if (node.kind === 'string' && node.value && /^[\w.[\], |]+$/.test(node.value))
          wanted.push(...(node.value.match(/[A-Za-z_]\w*/g) ?? []));
      }
    }
    const used = new Set<string>();
    for (const stmt of kept) {
      for (const node of walk(stmt)) {
        if (node.kind === 'name') used.add(node.id);
        if (node.kind === 'string' && node.value)
          for (const word of node.value.match(/[A-Za-z_]\w*/g) ?? []) used.add(word);
      }
    }
    const lines: string[] = [];
    let from = 0;
    for (const [i, stmt] of body.entries()) {
      const end = endOfLine(text, stmt.end);
      const chunk = text.slice(from, end);
      from = end;
      if (stmt.kind === 'import' || stmt.kind === 'from') lines.push(importLine(chunk, stmt, text, used));
      else if ((i === 0 && stmt.kind === 'expr') || kept.has(stmt) || defines(stmt).length === 0) lines.push(chunk);
      else lines.push(/^\s*\n/.test(chunk) ? '' : '');
    }
    return `${lines
      .join('')
      .replace(/\n{4,}/g, '\n\n\n')
      .trimEnd()}\n`;
  }
}

function defines(stmt: Stmt): readonly string[] {
  if (stmt.kind === 'function' || stmt.kind === 'class') return [stmt.name];
  if (stmt.kind === 'assign') return stmt.targets.flatMap((target) => (target.kind === 'name' ? [target.id] : []));
  return [];
}

function importLine(
  chunk: string,
  stmt: Extract<Stmt, { kind: 'import' | 'from' }>,
  text: string,
  used: ReadonlySet<string>,
): string {
  const local = (name: { readonly name: string; readonly asName?: string }) =>
    name.asName ?? (name.name.split('.')[0] as string);
  const names = stmt.names.filter((name) => used.has(local(name)));
  if (stmt.kind === 'from' && stmt.module === '__future__') return chunk;
  if (names.length === stmt.names.length) return chunk;
  const leading = /^\s*/.exec(chunk)?.[0] ?? '';
  if (names.length === 0) return leading.includes('\n\n') ? '\n' : '';
  const listed = names.map((name) => text.slice(name.start, name.end)).join(', ');
  const head = stmt.kind === 'from' ? `from ${'.'.repeat(stmt.level)}${stmt.module} import ` : 'import ';
  return `${leading}${head}${listed}\n`;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
