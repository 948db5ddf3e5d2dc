import { describe, expect, test } from 'vitest';
import type { Expr } from '../../src/python/ast.js';
import { decode, encode, Undecodable } from '../../src/python/decode.js';
import { Parser } from '../../src/python/parser.js';
import { Project } from '../../src/python/project.js';
import { literalValue, quoted } from '../../src/python/strings.js';
import { walk } from '../../src/python/walk.js';

const parser = await Parser.create();

function project(files: Record<string, string>): Project {
  const made = new Project(Object.keys(files));
  for (const [path, text] of Object.entries(files)) {
    const result = parser.parse(path, Buffer.from(text));
    if ('unread' in result) throw new Error(`${path}:${result.unread.line} ${result.unread.why}`);
    made.add(result.file);
  }
  return made;
}

/** What the expression in `probe(…)` in the file resolves to, in short. */
function resolved(files: Record<string, string>, path: string): string | undefined {
  const made = project(files);
  const file = made.file(path);
  if (!file) throw new Error(path);
  for (const node of walk(file.module)) {
    if (node.kind !== 'call' || node.func.kind !== 'name' || node.func.id !== 'probe') continue;
    const ref = made.resolve(node.args[0]?.value as Expr, file);
    if (!ref) return undefined;
    if (ref.kind === 'external') return ref.path;
    if (ref.kind === 'builtin') return `builtin ${ref.name}`;
    if (ref.kind === 'function' || ref.kind === 'class') return `${ref.kind} ${ref.file.path}:${ref.node.name}`;
    if (ref.kind === 'module') return `module ${ref.file.path}`;
    return ref.kind;
  }
  throw new Error('no probe');
}

describe('names are resolved to what they are', () => {
  test.each([
    ['an alias', 'from flask import jsonify as j\nprobe(j)', 'flask.jsonify'],
    ['a module under another name', 'import flask as f\nprobe(f.request.args)', 'flask.request.args'],
    ['another name for the same thing', 'import flask\ng = flask.g\nprobe(g.user)', 'flask.g.user'],
    ['an annotated alias', 'import flask\ng: object = flask.g\nprobe(g)', 'flask.g'],
    ['a local that hides it', 'from flask import request\ndef f(request):\n    probe(request)', 'variable'],
    ['a name bound later in the function', 'from flask import g\ndef f():\n    probe(g)\n    g = 1', 'variable'],
    ['a comprehension of its own', 'from flask import g\nx = [g for g in y]\nprobe(g)', 'flask.g'],
    [
      'a class body is no scope for methods',
      'from flask import g\nclass A:\n    g = 1\n    def m(self):\n        probe(g)',
      'flask.g',
    ],
    ['a class body sees its own names', 'from flask import g\nclass A:\n    g = 1\n    probe(g)', 'variable'],
    ['global', 'from flask import g\ndef f():\n    global g\n    probe(g)', 'flask.g'],
    [
      'the try of an import',
      'try:\n    from flask import Markup\nexcept ImportError:\n    from markupsafe import Markup\nprobe(Markup)',
      'flask.Markup',
    ],
    [
      'not what is for type checkers',
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from x import g\nelse:\n    from flask import g\nprobe(g)',
      'flask.g',
    ],
    ['a name assigned twice', 'from flask import g\ng = g or None\nprobe(g)', 'variable'],
    ['a builtin', 'probe(len)', 'builtin len'],
    ['parentheses', 'import flask\nprobe((flask).g)', 'flask.g'],
    ['a call is nothing that is known', 'import flask\nprobe(flask.f().g)', undefined],
  ])('%s', (_, text, expected) => {
    expect(resolved({ 'a.py': text }, 'a.py')).toBe(expected);
  });

  test.each([
    [
      'relative',
      { 'p/__init__.py': '', 'p/a.py': 'from .b import g\nprobe(g)', 'p/b.py': 'from flask import g' },
      'p/a.py',
      'flask.g',
    ],
    [
      'two levels up',
      { 'p/__init__.py': 'from flask import g', 'p/q/__init__.py': '', 'p/q/a.py': 'from .. import g\nprobe(g)' },
      'p/q/a.py',
      'flask.g',
    ],
    [
      'through a package',
      { 'p/__init__.py': 'from .b import f', 'p/b.py': 'def f(): pass', 'a.py': 'import p\nprobe(p.f)' },
      'a.py',
      'function p/b.py:f',
    ],
    [
      'with a star',
      { 'b.py': 'from flask import g, request as _r', 'a.py': 'from b import *\nprobe(g)' },
      'a.py',
      'flask.g',
    ],
    [
      'a star leaves out what begins with _',
      { 'b.py': 'from flask import g as _g', 'a.py': 'from b import *\nprobe(_g)' },
      'a.py',
      'builtin _g',
    ],
    [
      'a star and __all__',
      { 'b.py': '__all__ = ["x"]\nfrom flask import g\nx = 1', 'a.py': 'from b import *\nprobe(g)' },
      'a.py',
      'builtin g',
    ],
    ['in a circle', { 'a.py': 'from b import g\nprobe(g)', 'b.py': 'from a import g' }, 'a.py', undefined],
    [
      'a submodule',
      { 'p/__init__.py': '', 'p/b.py': 'def f(): pass', 'a.py': 'from p import b\nprobe(b.f)' },
      'a.py',
      'function p/b.py:f',
    ],
    [
      'a folder without __init__',
      { 'src/p/b.py': 'def f(): pass', 'a.py': 'import src.p.b\nprobe(src.p.b.f)' },
      'a.py',
      'function src/p/b.py:f',
    ],
    [
      'below src',
      { 'src/p/__init__.py': '', 'src/p/b.py': 'class C: pass', 'src/p/a.py': 'from p.b import C\nprobe(C)' },
      'src/p/a.py',
      'class src/p/b.py:C',
    ],
    [
      'a member of a class',
      { 'b.py': 'class C:\n    def m(self): pass', 'a.py': 'from b import C\nprobe(C.m)' },
      'a.py',
      'function b.py:m',
    ],
  ])('%s', (_, files, path, expected) => {
    expect(resolved(files as unknown as Record<string, string>, path)).toBe(expected);
  });
});

test('a name that is bound to itself in many places is resolved at once', () => {
  const steps = Array.from({ length: 30 }, (_, i) => `    node = node.next${i}\n`).join('');
  expect(resolved({ 'a.py': `def walk(node):\n${steps}    probe(node)\n` }, 'a.py')).toBe('variable');
});

describe('the syntax tree', () => {
  function expr(text: string): Expr {
    const parsed = parser.parseText(`(${text})`);
    if (!('module' in parsed)) throw new Error(parsed.why);
    const [stmt] = parsed.module.body;
    if (stmt?.kind !== 'expr') throw new Error(stmt?.kind);
    const [value] = stmt.values as [Expr];
    return value.kind === 'parenthesized' && value.value ? value.value : value;
  }

  test('strings', () => {
    expect(expr('"a" \'b\' r"\\c"')).toMatchObject({ kind: 'string', value: 'ab\\c' });
    expect(expr('"\\x41\\u00e9\\n\\101"')).toMatchObject({ value: 'Aé\nA' });
    expect(expr('f"a{b!r:>3}c{{}}"')).toMatchObject({
      parts: [
        { kind: 'text', value: 'a' },
        { kind: 'expr', value: { id: 'b' }, conversion: '!r', format: ':>3' },
        { kind: 'text', value: 'c{}' },
      ],
    });
    expect(expr('f"{b}"')).not.toHaveProperty('value');
    expect(expr('b"ab"')).toMatchObject({ bytes: true, value: 'ab' });
    expect(literalValue('\\N{BULLET}', false, false)).toBeUndefined();
  });

  test('calls', () => {
    expect(expr('f(a, *b, c=d, **e)')).toMatchObject({
      args: [{ value: { id: 'a' } }, { star: '*' }, { name: 'c' }, { star: '**' }],
    });
    expect(expr('f(x for x in y)')).toMatchObject({ args: [{ value: { kind: 'comprehension', of: 'generator' } }] });
  });

  test('operators', () => {
    expect(expr('a and b and c or d')).toMatchObject({
      kind: 'bool',
      ops: ['or'],
      operands: [{ ops: ['and', 'and'] }, { id: 'd' }],
    });
    expect(expr('a not in b')).toMatchObject({ kind: 'compare', ops: ['not in'] });
    expect(expr('a < b <= c')).toMatchObject({ ops: ['<', '<='] });
    expect(expr('-0x1F')).toMatchObject({ kind: 'unary', operands: [{ value: 31 }] });
  });

  test('parameters', () => {
    const parsed = parser.parseText('def f(a, /, b: int = 1, *c, d, e=2, **g) -> str: pass');
    if (!('module' in parsed)) throw new Error(parsed.why);
    const [def] = parsed.module.body;
    if (def?.kind !== 'function') throw new Error();
    expect(def.params.map(({ name, form }) => `${form} ${name}`)).toEqual([
      'positional-only a',
      'positional b',
      '* c',
      'keyword-only d',
      'keyword-only e',
      '** g',
    ]);
  });

  test('a chain of 20,000 additions is no recursion', () => {
    const parsed = parser.parseText(`x = ${Array(20_000).fill('a').join(' + ')}`);
    expect('module' in parsed).toBe(true);
  });

  test.each([
    ['Python 2', 'print "hi"', 'Python 2 syntax', 0],
    ['Python 2 except', 'try:\n    x\nexcept A, e:\n    y', 'Python 2 syntax', 11],
    ['20,000 brackets', `x = 1\ny = ${'('.repeat(20_000)}${')'.repeat(20_000)}`, 'nested too deeply', undefined],
    ['defaults of type parameters', 'def f[T = int](x: T): ...', 'syntax error', undefined],
    ['a broken line', 'a = 1\nb = (\nc = 2\n', 'syntax error', undefined],
  ])('%s is named', (_, text, why, at) => {
    const parsed = parser.parseText(text);
    expect(parsed).toMatchObject({ why });
    if (at !== undefined) expect(parsed).toMatchObject({ at });
  });
});

describe('bytes', () => {
  test.each([
    ['UTF-8', Buffer.from('x = "é"\n')],
    ['a byte order mark', Buffer.from('\ufeffx = 1\n')],
    ['CRLF', Buffer.from('x = 1\r\ny = 2\r\n')],
    ['Latin-1 that says so', Buffer.from('# -*- coding: latin-1 -*-\nx = "\xe9"\n', 'latin1')],
    [
      'Windows, in the second line',
      Buffer.from('#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = "\x80"\n', 'latin1'),
    ],
    ['form feed and no end of line', Buffer.from('x = 1\n\f\ny = 2')],
  ])('%s comes back as it was', (_, bytes) => {
    const decoded = decode(bytes);
    expect(Buffer.from(encode(decoded.text, decoded)).equals(bytes)).toBe(true);
  });

  test('what cannot be read is said with its line', () => {
    expect(() => decode(Buffer.from('x = 1\ny = "\xe9"\n', 'latin1'))).toThrow(Undecodable);
    expect(parser.parse('a.py', Buffer.from('x = 1\ny = "\xe9"\n', 'latin1'))).toMatchObject({ unread: { line: 2 } });
    expect(parser.parse('a.py', Buffer.from('# coding: utf-7\n'))).toMatchObject({ unread: { line: 1 } });
  });

  test('literals are written as ruff would', () => {
    expect(quoted('a"b')).toBe("'a\"b'");
    expect(quoted('a"b\'c\\')).toBe('"a\\"b\'c\\\\"');
    expect(quoted('é\n', "'")).toBe("'é\\n'");
  });
});
