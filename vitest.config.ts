import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { GROUPS, NOT_QUICK, SHARED, testFiles } from './build/test-groups.mjs'
import type { Group } from './build/test-groups.mjs'
import { LongestFirst } from './build/test-order.mjs'
import { tensorflowForTests } from './build/tensorflow-for-tests.mjs'
import { mutationPlugin } from './test/devices/programs/mutations.mjs'

// The real one is a program, not a package of functions: it is nowhere in a Node process.
const electronAlias = {
  find: /^electron$/,
  replacement: fileURLToPath(new URL('./test/support/electron-stub.ts', import.meta.url)),
}

export default defineConfig({
  plugins: [mutationPlugin(process.env['HALFPOWER_MUTATION'])],
  resolve: { alias: [...(await tensorflowForTests()), electronAlias] },
  ssr: { resolve: { externalConditions: ['node'] } },
  test: {
    projects: (Object.keys(GROUPS) as Group[]).map((name) => {
      const { include, exclude } = testFiles(name)
      return {
        extends: true as const,
        test: {
          name,
          include,
          exclude: [
            'node_modules/**',
            ...exclude,
            ...(process.env['HALFPOWER_QUICK'] === '1' ? NOT_QUICK : []),
          ],
          isolate: !SHARED.includes(name),
        },
      }
    }),
    sequence: { sequencer: LongestFirst },
    // One file after another, unless build/test.mjs asks for more.
    fileParallelism: false,
    pool: 'forks',
    // As job processes have it (src-main/jobs/channel.ts).
    execArgv: ['--max-semi-space-size=32'],
    // Nothing is remembered in the home of whoever runs them. One unit at a time unless a test asks for more: several
    // files run at once.
    // Some files load ONNX Runtime by themselves: it sends nothing from there, either.
    env: {
      HALFPOWER_JOBS: '1',
      HALFPOWER_CONFIGURATION: join(tmpdir(), 'halfpower-configuration-of-tests'),
      ORT_DISABLE_TELEMETRY: '1',
    },
    // Nets only, far above what anything takes: a machine may be slow, and busy with something else. No test sets a tighter one.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 120_000 } },
  },
})
