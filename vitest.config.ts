import { defineConfig } from 'vitest/config'
import { tensorflowAlias } from './build/tensorflow-alias.mjs'

export default defineConfig({
  resolve: { alias: tensorflowAlias },
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
