import { readFileSync } from 'node:fs';
import type { Node } from '../python/ast.js';
import { Parser } from '../python/parser.js';
import { childrenOf } from '../python/walk.js';

/** `npm run tree -- file.py`: the syntax tree as transforms see it, with offsets. */
const [path] = process.argv.slice(2);
if (!path) {
  process.stderr.write('npm run tree -- FILE.py\n');
  process.exit(2);
}
const result = (await Parser.create()).parse(path, readFileSync(path));
if ('unread' in result) {
  process.stderr.write(`${path}:${result.unread.line}: ${result.unread.why}\n`);
  process.exit(3);
}
const stack: { readonly node: Node; readonly depth: number }[] = [{ node: result.file.module, depth: 0 }];
for (let item = stack.pop(); item; item = stack.pop()) {
  const { node, depth } = item;
  const { kind, start, end, ...rest } = node;
  const plain = Object.entries(rest).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  const details = plain.map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join('');
  process.stdout.write(`${'  '.repeat(depth)}${kind} [${start}-${end}]${details}\n`);
  for (const child of [...childrenOf(node)].reverse()) stack.push({ node: child, depth: depth + 1 });
}
