/**
 * Bundles tfjs-core's shipped operator specs together with our backend into out/conformance/, so that
 * there is one copy of tfjs-core in the process. Nothing is tree-shaken: tfjs-core declares itself free of
 * side effects, and a bundler that believes it drops every spec (zero tests, clean exit).
 * The bundle is made again when the content of anything that goes into it has changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { tensorflowAlias } from '../../build/tensorflow-alias.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const core = join(root, 'node_modules/@tensorflow/tfjs-core')
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = join(root, 'out/conformance')
const entry = join(folder, 'specs-process.js')

/** Spec files outside of `ops/` that exercise a backend and not only tfjs's own bookkeeping. */
const OTHER_FILES = [
  'debug_mode_test',
  'engine_test',
  'gradients_test',
  'tape_test',
  'tensor_test',
  'variable_test',
]

/**
 * The spec files to run, as paths below tfjs-core's `dist`, without `.js`.
 *
 * @returns {string[]}
 */
export function specFiles() {
  const operators = readdirSync(join(core, 'dist/ops'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('_test.js'))
    .map((file) => `ops/${file.replaceAll('\\', '/').replace(/\.js$/, '')}`)
  return [...operators, ...OTHER_FILES].sort()
}

/**
 * Makes the bundle unless it is there already.
 *
 * @returns {Promise<string>} the file to run
 */
export async function bundle() {
  const key = contentKey()
  const keyFile = join(folder, 'key')
  if (existsSync(entry) && existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return entry
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const bundled = await rolldown({
    input: { 'specs-process': join(here, 'specs-process.mjs') },
    platform: 'node',
    treeshake: false,
    external: [/^node:/, /^onnxruntime-/, /^jasmine-core/],
    plugins: [specFilesPlugin(), aliasPlugin()],
    logLevel: 'silent',
  })
  await bundled.write({
    dir: folder,
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  })
  await bundled.close()
  writeFileSync(keyFile, key)
  return entry
}

/** The module `virtual:spec-files`: a map from spec file to what loads it. */
function specFilesPlugin() {
  const name = 'virtual:spec-files'
  return {
    name: 'spec-files',
    /** @param {string} id */
    resolveId: (id) => (id === name ? `\0${name}` : null),
    /** @param {string} id */
    load: (id) => {
      if (id !== `\0${name}`) return null
      const lines = specFiles().map(
        (file) => `  ${JSON.stringify(file)}: () => import('@tensorflow/tfjs-core/dist/${file}'),`,
      )
      return `export const specFiles = {\n${lines.join('\n')}\n}\n`
    },
  }
}

function aliasPlugin() {
  return {
    name: 'one-copy-of-tfjs-core',
    /** @param {string} id */
    resolveId: (id) => {
      const alias = tensorflowAlias.find(({ find }) => find.test(id))
      return alias ? id.replace(alias.find, alias.replacement) : null
    },
  }
}

/** A hash over everything that determines the bundle. */
function contentKey() {
  const hash = createHash('sha256')
  const sources = join(root, 'src-main/devices')
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(sources, file)))
  for (const file of ['bundle.mjs', 'specs-process.mjs']) hash.update(readFileSync(join(here, file)))
  hash.update(readFileSync(join(core, 'package.json')))
  return hash.digest('hex')
}
