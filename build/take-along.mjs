#!/usr/bin/env node
/**
 * `node build/take-along.mjs FILE.tar.xz`: packs what a bare Linux computer of the same processor architecture needs to run
 * Halfpower once, without a registry, a compiler or Node: Node, the built program, ONNX Runtime, the libraries that these
 * load, and the images of the demo. There, `tar -xf FILE && halfpower-along/run.sh OUT DEVICE` tries DEVICE beside the
 * processor and writes what it saw into OUT (take-along/run.mjs). It is for one look at another machine's graphics card,
 * not a package to install; `tar`, `xz` and `ldd` are needed here.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { benchProgram } from './bench/programs.mjs'
import { root } from './child.mjs'
import { setupOrExit } from './setup.mjs'

const MOST_BYTES = 60 * 2 ** 20
const NAME = 'halfpower-along'
/** What the command line, the job process and the benchmarks load; HDF5 is left at home. */
const PACKAGES = [
  ...['onnxruntime-node', 'onnxruntime-common', 'sharp', 'fflate', 'ml-matrix', 'sirv', 'ws'],
  ...['onnx-proto', 'protobufjs', 'zod', 'p-limit', 'seedrandom'],
]
/** Parts of glibc, which every Linux has and which must fit its loader. */
const OF_THE_SYSTEM = /^(linux-vdso|ld-linux|libc\.|libm\.|libdl\.|libpthread\.|librt\.|libresolv\.)/

const [target, ...more] = process.argv.slice(2)
if (target === undefined || more.length > 0 || !target.endsWith('.tar.xz')) {
  console.error('Say where to write it, and nothing else: node build/take-along.mjs FILE.tar.xz')
  process.exit(2)
}
if (process.platform !== 'linux') {
  console.error(`This packs for Linux, and runs on it only: this is ${process.platform}.`)
  process.exit(2)
}
if (existsSync(target)) {
  console.error(`"${target}" is there already: choose another name, or remove it first.`)
  process.exit(2)
}
await setupOrExit()

const scratch = mkdtempSync(join(tmpdir(), 'halfpower-along-'))
try {
  const folder = join(scratch, NAME)
  pack(folder, dirname(await benchProgram('resnet18')))
  execFileSync('tar', ['-cJf', resolve(target), '-C', scratch, NAME], { stdio: 'inherit' })
} finally {
  rmSync(scratch, { recursive: true })
}
const { size } = statSync(target)
if (size > MOST_BYTES) {
  rmSync(target)
  console.error(
    `It would have ${mebibytes(size)} MiB, and may have ${mebibytes(MOST_BYTES)}: nothing is written.`,
  )
  process.exit(1)
}
console.log(
  `${target}: ${mebibytes(size)} MiB. On the other machine: tar -xf ${basename(target)} && ${NAME}/run.sh OUT DEVICE`,
)

/**
 * @param {string} folder
 * @param {string} bench where the benchmarks lie
 */
function pack(folder, bench) {
  /** @param {string[]} parts */
  const take = (...parts) =>
    cpSync(join(root, ...parts), join(folder, ...parts), { recursive: true, dereference: true })
  mkdirSync(join(folder, 'lib'), { recursive: true })
  cpSync(process.execPath, join(folder, 'node'))
  for (const parts of [
    ['package.json'],
    ['LICENSE'],
    ['THIRD-PARTY-NOTICES.md'],
    ['resources', 'fashion-mnist'],
  ])
    take(...parts)
  take('out', 'main')
  cpSync(bench, join(folder, 'out', 'bench'), { recursive: true })
  for (const name of packagesFor(PACKAGES)) take('node_modules', name)
  // ONNX Runtime comes for all systems at once.
  const binaries = join(folder, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6')
  rmSync(binaries, { recursive: true })
  cpSync(
    own('onnxruntime-node', 'bin', 'napi-v6', 'linux', process.arch),
    join(binaries, 'linux', process.arch),
    {
      recursive: true,
    },
  )
  for (const library of librariesOf([
    join(folder, 'node'),
    join(binaries, 'linux', process.arch, 'libonnxruntime.so.1'),
  ]))
    cpSync(library, join(folder, 'lib', basename(library)), { dereference: true })
  for (const name of ['run.sh', 'run.mjs'])
    cpSync(join(root, 'build', 'take-along', name), join(folder, name))
  chmodSync(join(folder, 'run.sh'), 0o755)
}

/** @param {string[]} parts */
function own(...parts) {
  return join(root, 'node_modules', ...parts)
}

/**
 * With what they need themselves, as far as it is installed: other systems' parts are not.
 * @param {readonly string[]} names
 */
function packagesFor(names) {
  /** @type {Set<string>} */
  const found = new Set()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name) || !existsSync(own(name))) continue
    found.add(name)
    /** @type {{ dependencies?: object, optionalDependencies?: object }} */
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(own(name, 'package.json'), 'utf8'))
    waiting.push(...Object.keys({ ...dependencies, ...optionalDependencies }))
  }
  return found
}

/**
 * What programs load besides glibc.
 * @param {readonly string[]} programs
 */
function librariesOf(programs) {
  const said = programs.flatMap((program) => execFileSync('ldd', [program], { encoding: 'utf8' }).split('\n'))
  const paths = said.flatMap((line) => /=> (\/\S+)/.exec(line)?.[1] ?? [])
  return new Set(paths.filter((path) => !OF_THE_SYSTEM.test(basename(path))))
}

/** @param {number} bytes */
function mebibytes(bytes) {
  return (bytes / 2 ** 20).toFixed(1)
}
