/**
 * How the sources become `out/`: the ways in and the job process (main), what the Electron window is given
 * before its page (preload), and the page itself (renderer), which both hosts show.
 */
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { markdownPages } from './build/markdown-page.mjs'
import { tensorflowAlias } from './build/tensorflow-alias.mjs'

// electron-vite asks the installed Electron whether it knows ES modules and import.meta.dirname. Its binary
// need not be there to build; the answers for Node 20.19 are those for this version.
process.env['ELECTRON_MAJOR_VER'] ??= '45'

export default defineConfig({
  main: {
    publicDir: false,
    resolve: { alias: tensorflowAlias },
    build: {
      outDir: 'out/main',
      target: 'node20.19',
      // tfjs-core is bundled so that exactly one copy of it exists: its gradients live in files that
      // its Node entry point does not contain (build/tensorflow-alias.mjs). It imports seedrandom, which is
      // CommonJS, as a namespace: only a bundler finds that namespace's members. zod is a hundred files, which every
      // start of the program and of a job would look for one by one: a third of the time to `--version`.
      externalizeDeps: {
        exclude: ['@tensorflow/tfjs-core', 'commander', 'onnx-proto', 'p-limit', 'seedrandom', 'zod'],
      },
      rolldownOptions: {
        input: {
          'command-line': resolve('src-main/shell/command-line/index.ts'),
          electron: resolve('src-main/shell/electron/index.ts'),
          job: resolve('src-main/jobs/job-process.ts'),
          'parent-watch': resolve('src-main/jobs/parent-watch.ts'),
          'corruption-worker': resolve('src-main/corruptions/worker.ts'),
          'decode-worker': resolve('src-main/datasets/decode-worker.ts'),
        },
        external: ['@tensorflow/tfjs-node-gpu', 'onnxruntime-node', /^onnxruntime-node\//],
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload may load nothing but Electron itself: everything else is in its one file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve('src-main/shell/electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    // Relative addresses: the same files are served by http and by halfpower://.
    base: './',
    plugins: [markdownPages('methods'), svelte()],
    define: { global: 'globalThis' },
    build: {
      outDir: resolve('out/renderer'),
      target: 'chrome140',
      modulePreload: { polyfill: false },
      // electron-vite switches it off, in the belief that a window's page lies on the disk beside it anyway;
      // ours also goes through a tunnel from another machine, and Plotly's comments are a third of it.
      minify: true,
      // An inlined font would be a data: address, which the page's CSP refuses.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: {
          index: resolve('src-renderer/index.html'),
          print: resolve('src-renderer/print.html'),
        },
      },
    },
  },
})
