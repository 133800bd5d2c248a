/**
 * The programs that measure (test/bench/*.ts), bundled when they are asked for: they are no part of the product's build.
 */
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from '../child.mjs'
import { tensorflowAlias } from '../tensorflow-alias.mjs'

const PROGRAMS = [
  'resnet18',
  'resnet50',
  'attacks',
  'minimal',
  'costs',
  'corruptions',
  'neural',
  'project',
  'searches',
  'window',
]
const OUT = join(root, 'out/bench')
/** As in the product: exactly one copy of tfjs-core, and what only a bundler can import as a namespace. */
const BUNDLED = /^(@tensorflow\/tfjs-core|onnx-proto|seedrandom)(\/|$)/
const A_PACKAGE = /^(?:[a-z]|@[a-z])/

/** @type {Promise<void> | null} */
let bundled = null

/**
 * @param {string} name of a file of test/bench/
 * @returns {Promise<string>} the program, ready to be run with Node
 */
export async function benchProgram(name) {
  await (bundled ??= bundleAll())
  return join(OUT, `${name}.mjs`)
}

async function bundleAll() {
  const bundle = await rolldown({
    input: {
      ...Object.fromEntries(PROGRAMS.map((name) => [name, join(root, `test/bench/${name}.ts`)])),
      // The threads of corruptions are looked for beside the program that runs.
      'corruption-worker': join(root, 'src-main/corruptions/worker.ts'),
    },
    platform: 'node',
    external: (id) => A_PACKAGE.test(id) && !BUNDLED.test(id) && !id.startsWith('\0'),
    logLevel: 'silent',
    plugins: [
      {
        name: 'tensorflow',
        resolveId(id) {
          const alias = tensorflowAlias.find(({ find }) => find.test(id))
          return alias === undefined ? null : id.replace(alias.find, alias.replacement)
        },
      },
    ],
  })
  await bundle.write({
    dir: OUT,
    format: 'es',
    entryFileNames: ({ name }) => (name === 'corruption-worker' ? '[name].js' : '[name].mjs'),
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    cleanDir: true,
  })
  await bundle.close()
}
