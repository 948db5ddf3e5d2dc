#!/usr/bin/env node
import { EXIT } from './errors.js';
import { keepHeapSmall } from './memory.js';
import { main } from './program.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // the reader of a pipe has gone
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});
process.on('SIGINT', () => process.exit(EXIT.interrupted));
keepHeapSmall();
process.exitCode = await main(process.argv.slice(2), process);
