// Bundles the notebook widget: one ES module and one style sheet that anywidget carries into any notebook. Preact stands in for React, whose
// runtime would be most of what every saved widget weighs.
import { build } from 'esbuild';

await build({
    entryPoints: { widget: 'src/widgets/run.tsx' },
    outdir: 'jupyterlab_aml/notebook/static',
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    jsx: 'automatic',
    legalComments: 'none',
    alias: {
        react: 'preact/compat',
        'react-dom': 'preact/compat',
        'react-dom/client': 'preact/compat/client',
        'react/jsx-runtime': 'preact/jsx-runtime'
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'text' },
    logLevel: 'warning'
});
