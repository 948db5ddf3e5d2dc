import { createRequire } from 'node:module';

/** Of package.json, which lies one folder above the build and the sources. */
export const version: string = (createRequire(import.meta.url)('../package.json') as { version: string }).version;
