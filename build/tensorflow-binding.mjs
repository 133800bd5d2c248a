/**
 * Connects Node.js with a TensorFlow library that is on this machine: finds the library and its headers in a folder,
 * compiles the binding that `@tensorflow/tfjs-node-gpu` ships the source of, and lets it compute once. Linux only.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { lastLines, run } from './child.mjs'

/** What the library is called: in the archives of its publisher, and in the Python packages. */
const LIBRARIES = ['libtensorflow.so.2', 'libtensorflow_cc.so.2', 'libtensorflow.so']
const FRAMEWORKS = ['libtensorflow_framework.so.2', 'libtensorflow_framework.so']

/** @typedef {{ library: string, framework: string, include: string }} TensorflowFiles paths */

/**
 * @param {string} folder the unpacked archive (with `lib` and `include`), or the folder `tensorflow` of a Python package
 * @returns {TensorflowFiles | string} a text says what is not there
 */
export function findTensorflow(folder) {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    return `There is no folder ${folder}: name the folder of a TensorFlow library.`
  const places = [folder, join(folder, 'lib'), join(folder, 'tensorflow')]
  const find = (/** @type {string[]} */ names) =>
    places.flatMap((place) => names.map((name) => join(place, name))).find((file) => existsSync(file))
  const library = find(LIBRARIES)
  const framework = find(FRAMEWORKS)
  if (library === undefined || framework === undefined) {
    const missing = library === undefined ? `none of ${LIBRARIES.join(', ')}` : `no ${FRAMEWORKS[0]}`
    return `The folder ${folder} holds ${missing}, neither itself nor in lib/ or tensorflow/: name the unpacked archive of TensorFlow's C library, or the folder "tensorflow" of its Python package (2.12 or newer).`
  }
  const include = [folder, join(folder, 'tensorflow')]
    .map((place) => join(place, 'include'))
    .find((place) => existsSync(join(place, 'tensorflow', 'c', 'c_api.h')))
  if (include === undefined)
    return `The folder ${folder} holds no include/tensorflow/c/c_api.h: the headers of TensorFlow have to be there, too.`
  return { library: resolve(library), framework: resolve(framework), include: resolve(include) }
}

/** @returns {string | null} the folder with Node's own headers, which its archives and most packages contain */
export function nodeHeaders() {
  const places = [
    ...(process.env['npm_config_nodedir'] ? [process.env['npm_config_nodedir']] : []),
    join(dirname(process.execPath), '..'),
    '/usr',
  ]
  return (
    places
      .map((place) => join(place, 'include', 'node'))
      .find((place) => existsSync(join(place, 'node_api.h'))) ?? null
  )
}

/**
 * Compiles the binding into the package; nothing half-written stays behind.
 *
 * @param {string} packageFolder of `@tensorflow/tfjs-node-gpu`
 * @param {string} libraryFolder see findTensorflow; it has to stay where it is
 * @returns {Promise<{ version: string, cards: boolean } | string>} what computed, or why nothing does
 */
export async function connect(packageFolder, libraryFolder) {
  const files = findTensorflow(libraryFolder)
  if (typeof files === 'string') return files
  const headers = nodeHeaders()
  if (headers === null)
    return `The headers of Node.js (include/node/node_api.h) are not beside ${process.execPath}: use the Node.js of nodejs.org, or set npm_config_nodedir to a folder that has them.`
  const compiler = process.env['CXX'] ?? 'c++'
  if (spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status !== 0)
    return `There is no C++ compiler (${compiler}) to connect TensorFlow with Node.js: on Debian or Ubuntu, apt install g++, or set CXX to one.`
  const folder = join(packageFolder, 'lib', 'napi-v8')
  const binding = join(folder, 'tfjs_binding.node')
  mkdirSync(folder, { recursive: true })
  const rpaths = [...new Set([dirname(files.library), dirname(files.framework)])]
  const compiled = await run(compiler, [
    '-O2',
    '-std=c++17',
    '-shared',
    '-fPIC',
    '-DNAPI_VERSION=8',
    `-I${headers}`,
    `-I${packageFolder}`,
    `-I${files.include}`,
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(packageFolder, 'binding', file)),
    files.library,
    files.framework,
    ...rpaths.map((path) => `-Wl,-rpath,${path}`),
    '-o',
    binding,
  ])
  const tried = compiled.code === 0 ? await tryOut(packageFolder) : null
  if (tried !== null && typeof tried !== 'string') return tried
  rmSync(join(packageFolder, 'lib'), { recursive: true, force: true })
  return (
    tried ??
    `The binding could not be compiled against the TensorFlow in ${libraryFolder}: its C interface must be that of TensorFlow 2.9 to 2.15 or a compatible one.\n${lastLines(compiled.output, 8)}`
  )
}

/**
 * Multiplies two matrices in a process of its own: a library for another processor takes its process down.
 *
 * @param {string} packageFolder
 * @returns {Promise<{ version: string, cards: boolean } | string>}
 */
async function tryOut(packageFolder) {
  const program = `
    const util = require('node:util')
    util.isNullOrUndefined ??= (value) => value === null || value === undefined
    console.warn = () => undefined
    const tf = require(${JSON.stringify(packageFolder)})
    const a = tf.tensor2d([[1, 2], [3, 4]])
    const { binding, isUsingGpuDevice } = tf.backend()
    console.log('\\nTRIED ' + JSON.stringify({
      version: binding.TF_Version, cards: isUsingGpuDevice, product: [...a.matMul(a).dataSync()],
    }))`
  const { code, output } = await run(process.execPath, ['-e', program], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  })
  const line = /^TRIED (.*)$/m.exec(output)?.[1]
  if (code !== 0 || line === undefined)
    return `TensorFlow was connected but does not start:\n${lastLines(output, 8)}`
  /** @type {{ version: string, cards: boolean, product: number[] }} */
  const { version, cards, product } = JSON.parse(line)
  if (product.join() !== '7,10,15,22')
    return `TensorFlow was connected but multiplies wrongly: ${product.join(', ')}.`
  return { version, cards }
}
