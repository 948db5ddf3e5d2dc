import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Language, type Node as TreeNode, Parser as TreeParser } from 'web-tree-sitter';
import type { Module } from './ast.js';
import { Converter } from './convert-stmt.js';
import { decode, Undecodable } from './decode.js';
import { SourceFile } from './source-file.js';
import { Branch, Unreadable } from './tree.js';

/** Why a file could not be read, and where. */
export interface Unread {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly why: string;
}

export type ParseResult = { readonly file: SourceFile } | { readonly unread: Unread };

/**
 * Reads Python. The only place that holds tree-sitter trees: each is turned into plain data and deleted at once, because
 * web-assembly memory is never given back (18 to 23 bytes for each byte of source).
 */
export class Parser {
  readonly #parser: TreeParser;

  private constructor(parser: TreeParser) {
    this.#parser = parser;
  }

  static async create(): Promise<Parser> {
    await TreeParser.init();
    const parser = new TreeParser();
    parser.setLanguage(await Language.load(grammarPath()));
    return new Parser(parser);
  }

  /** Reads one file's bytes; never throws for what stands in them. */
  parse(path: string, bytes: Uint8Array): ParseResult {
    try {
      const decoded = decode(bytes);
      const result = this.parseText(decoded.text);
      if ('module' in result) return { file: new SourceFile(path, decoded, result.module) };
      const before = decoded.text.slice(0, result.at);
      return { unread: { file: path, line: before.split(/\r\n|\r|\n/).length, why: result.why } };
    } catch (error) {
      if (error instanceof Undecodable) return { unread: { file: path, line: error.line, why: error.message } };
      throw error;
    }
  }

  /** Reads text; `at` is the offset of the first thing that is no Python 3. */
  parseText(text: string): { readonly module: Module } | { readonly at: number; readonly why: string } {
    const tree = this.#parser.parse(text);
    if (!tree) throw new Error('tree-sitter gave no tree');
    try {
      if (tree.rootNode.hasError) return { at: firstError(tree.rootNode), why: 'syntax error' };
      return { module: new Converter(text).module(Branch.of(tree.rootNode, text)) };
    } catch (error) {
      if (error instanceof Unreadable) return { at: error.at, why: error.message };
      throw error;
    } finally {
      tree.delete();
    }
  }

  /** Parses and forgets: what bare parsing costs (`npm run bench:speed`). */
  touch(text: string): void {
    this.#parser.parse(text)?.delete();
  }
}

/**
 * The offset of the first ERROR or MISSING node. An error holds what was read before it stopped making sense: whole
 * statements are passed over. Descends one path: a file of 20,000 brackets is no recursion.
 */
function firstError(root: TreeNode): number {
  let node = root;
  for (;;) {
    if (node.isMissing) return node.startIndex;
    const { isError } = node;
    const next = node.children.find(
      (child) =>
        child.hasError || child.isMissing || (isError && !/_statement$|_definition$|^comment$/.test(child.type)),
    );
    if (!next) return node.startIndex;
    node = next;
  }
}

/** Beside the build, or in the development dependency when running from source. */
function grammarPath(): string {
  for (const beside of ['./tree-sitter-python.wasm', '../tree-sitter-python.wasm']) {
    const path = fileURLToPath(new URL(beside, import.meta.url));
    if (existsSync(path)) return path;
  }
  return createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm');
}
