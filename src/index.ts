export { transforms } from '../transforms/index.js';
export { run } from './run.js';
export type * from './transform.js';
export { defineTransform } from './transform.js';
