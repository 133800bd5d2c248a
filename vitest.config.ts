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
    // Two cores: files one after another, so that no test's ONNX Runtime threads starve another's.
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@tensorflow\/tfjs-(core|backend-cpu)/] } },
  },
})
