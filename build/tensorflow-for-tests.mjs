/**
 * tfjs-core with its gradients, and its CPU backend, as two files that share one copy of the core: for the tests only.
 * As some 900 modules, which every test file loads anew, they were a tenth of the suite's time.
 * Made once per version, under node_modules/.cache/; two runs at the same time may both make it, and one is kept.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { tensorflowAlias } from './tensorflow-alias.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const PACKAGES = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu']

/** @param {string} name @returns {string} */
function version(name) {
  /** @type {{ version: string }} */
  const file = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
  return file.version
}

/** @returns {Promise<{ find: RegExp, replacement: string }[]>} aliases for vitest */
export async function tensorflowForTests() {
  const cache = join(root, 'node_modules/.cache/halfpower')
  const folder = join(cache, `tensorflow-${PACKAGES.map(version).join('-')}`)
  if (!existsSync(folder)) await make(cache, folder)
  return [
    {
      find: /^@tensorflow\/tfjs-core(\/dist\/register_all_gradients(\.js)?)?$/,
      replacement: join(folder, 'core.mjs'),
    },
    { find: /^@tensorflow\/tfjs-backend-cpu$/, replacement: join(folder, 'backend-cpu.mjs') },
  ]
}

/**
 * @param {string} cache
 * @param {string} folder
 */
async function make(cache, folder) {
  mkdirSync(cache, { recursive: true })
  const temporary = mkdtempSync(join(cache, 'making-'))
  const entry = 'virtual:core'
  const bundled = await rolldown({
    input: {
      core: entry,
      'backend-cpu': join(root, 'node_modules/@tensorflow/tfjs-backend-cpu/dist/index.js'),
    },
    platform: 'node',
    // The package declares itself free of side effects, and registering gradients is one.
    treeshake: false,
    external: [/^node:/],
    logLevel: 'silent',
    plugins: [
      {
        name: 'tensorflow',
        resolveId(id) {
          if (id === entry) return id
          for (const { find, replacement } of tensorflowAlias)
            if (find.test(id)) return id.replace(find, replacement)
          return null
        },
        load(id) {
          if (id !== entry) return null
          return "import '@tensorflow/tfjs-core/dist/register_all_gradients'\nexport * from '@tensorflow/tfjs-core'\n"
        },
      },
    ],
  })
  await bundled.write({
    dir: temporary,
    format: 'es',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  })
  await bundled.close()
  try {
    renameSync(temporary, folder)
  } catch (error) {
    // Another run was first.
    rmSync(temporary, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
