/**
 * How the sources become `out/`. The window and its renderer join this file with the window itself;
 * for now there is the command line and the job process it starts.
 */
import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import { tensorflowAlias } from './build/tensorflow-alias.mjs'

// electron-vite asks the installed Electron whether it knows ES modules and import.meta.dirname. There is
// no Electron before there is a window; the answers for Node 20.19 are those for this version.
process.env['ELECTRON_MAJOR_VER'] ??= '45'

export default defineConfig({
  main: {
    publicDir: false,
    resolve: { alias: tensorflowAlias },
    build: {
      outDir: 'out/main',
      target: 'node20.19',
      // tfjs-core is bundled so that exactly one copy of it exists: its gradients live in files that
      // its Node entry point does not contain (compute.md, "Traps").
      externalizeDeps: { exclude: ['@tensorflow/tfjs-core', 'onnx-proto'] },
      rolldownOptions: {
        input: {
          'command-line': resolve('src-main/shell/command-line/index.ts'),
          job: resolve('src-main/jobs/job-process.ts'),
          bench: resolve('test/bench/bench.ts'),
        },
        external: ['@tensorflow/tfjs-node-gpu', 'onnxruntime-node', /^onnxruntime-node\//],
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
})
