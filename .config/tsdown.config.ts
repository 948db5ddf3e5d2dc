import { cpSync, existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsdown';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  cwd: root,
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
  hooks: {
    // The grammar and the Python that is emitted are data. tree-sitter-python itself (a native build) stays a development
    // dependency.
    'build:done': () => {
      const grammar = 'tree-sitter-python.wasm';
      cpSync(`${root}/node_modules/tree-sitter-python/${grammar}`, `${root}/dist/${grammar}`);
      const filter = (path: string) => !/__pycache__|_cache$/.test(path);
      cpSync(`${root}/src/verify/runner`, `${root}/dist/verify/runner`, { recursive: true, filter });
      for (const name of readdirSync(`${root}/transforms`)) {
        const support = `${root}/transforms/${name}/support`;
        if (existsSync(support)) cpSync(support, `${root}/dist/support/${name}`, { recursive: true, filter });
      }
    },
  },
});
