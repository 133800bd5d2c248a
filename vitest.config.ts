import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { tensorflowAlias } from './build/tensorflow-alias.mjs'

// The real one is a program, not a package of functions: it is nowhere in a Node process.
const electronAlias = {
  find: /^electron$/,
  replacement: fileURLToPath(new URL('./test/support/electron-stub.ts', import.meta.url)),
}

export default defineConfig({
  resolve: { alias: [...tensorflowAlias, electronAlias] },
  ssr: { resolve: { externalConditions: ['node'] } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'node_modules/**'],
    // Two cores: files one after another, so that no test's ONNX Runtime threads starve another's, and
    // windows are looked at while nothing else computes.
    fileParallelism: false,
    pool: 'forks',
    // Nets only, far above what anything takes: a machine may be slow, and busy with something else.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    server: { deps: { inline: [/@tensorflow\/tfjs-(core|backend-cpu)/] } },
  },
})
