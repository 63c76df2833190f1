import { defineConfig } from 'vitest/config';

const svgAsText = {
  name: 'svg-as-text',
  enforce: 'pre',
  transform: (code, id) => (id.endsWith('.svg') ? { code: `export default ${JSON.stringify(code)};`, map: null } : null)
};

export default defineConfig({
  plugins: [svgAsText],
  esbuild: { jsx: 'automatic' },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
    server: { deps: { inline: [/@jupyterlab/, /@jupyter\//, /@lumino/, /@microsoft/, /@rjsf/] } }
  }
});
