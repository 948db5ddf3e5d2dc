import { defineConfig } from 'tsdown';

export default defineConfig({
  cwd: new URL('..', import.meta.url).pathname,
  entry: {
    cli: 'src/cli.ts',
    index: 'src/index.ts',
    transform: 'src/transform.ts',
    'dev/*': 'src/dev/*.ts',
  },
  outDir: 'dist',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  dts: true,
  fixedExtension: false,
  sourcemap: false,
  clean: true,
  logLevel: 'warn',
  copy: [
    // The grammar is data; tree-sitter-python itself (a native build) stays a development dependency.
    { from: 'node_modules/tree-sitter-python/tree-sitter-python.wasm', to: 'dist' },
    { from: 'transforms/*/support/**', to: 'dist/support' },
  ],
});
