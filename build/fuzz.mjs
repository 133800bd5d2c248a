#!/usr/bin/env node
/**
 * `npm run fuzz`: the tests that have a long mode, minutes on two cores.
 *
 *   npm run fuzz                            files of weights: 20,000 mutated files instead of the 1,000 of `npm test`;
 *                                           every hostile file that asks for much; 10,000 files through every reader
 *   npm run fuzz -- readers                 every reader of what others wrote: 100,000 mutated files instead of some hundred
 *   npm run fuzz -- readers 5000 17         so many, with another seed than the 9 of `npm test`
 *   npm run fuzz -- programs                the lazy backend: 100,000 generated programs instead of 2,000
 *   npm run fuzz -- programs 5000 17        so many, with another seed than the 9 of `npm test`
 *   npm run fuzz -- mutations               whether the tests find faults that are put into the lazy backend
 *   npm run fuzz -- kills --count 1000      SIGKILL to main, job or both while studies of every kind are computed; goes on
 *                                           where it was ended
 *   npm run fuzz -- crashes                 kills, power cuts and failing disks at every operation with files, an hour
 *   npm run fuzz -- soak --minutes 120      memory of main, job and window over time
 *   npm run fuzz -- processors              the device on emulated older processors (Debian package qemu-user)
 */
import { runPackage } from './child.mjs'
import { setupOrExit } from './setup.mjs'
import { MUTATIONS } from '../test/devices/programs/mutations.mjs'

const TESTS = {
  files: ['test/fuzz'],
  readers: ['test/fuzz/readers'],
  programs: ['test/devices/programs.test.ts'],
  mutations: ['test/devices/programs.test.ts', 'test/devices/onnxruntime-tails.test.ts'],
  processors: ['test/conformance/processors.test.ts'],
  kills: ['test/crash/kills.test.ts'],
  crashes: ['test/crash/rehearsal.test.ts'],
  soak: ['test/crash/soak.test.ts'],
}
/** Which number an option says, in which variable the test hears of it, and what it is otherwise. */
const OPTIONS = {
  kills: { option: '--count', variable: 'HALFPOWER_KILLS', otherwise: '1000' },
  soak: { option: '--minutes', variable: 'HALFPOWER_SOAK_MINUTES', otherwise: '120' },
}

const [what = 'files', ...words] = process.argv.slice(2)
const known = Object.hasOwn(OPTIONS, what) ? OPTIONS[/** @type {keyof typeof OPTIONS} */ (what)] : null
const [count = known?.otherwise ?? '100000', seed = '9'] =
  known !== null && words[0] === known.option ? words.slice(1) : words
const tests = Object.hasOwn(TESTS, what) ? TESTS[/** @type {keyof typeof TESTS} */ (what)] : null
if (tests === null || ![count, seed].every((number) => /^[1-9]\d{0,8}$/.test(number))) {
  process.stderr.write(
    `npm run fuzz -- ${process.argv.slice(2).join(' ')}: say "files", "mutations", "processors", "crashes", "kills --count N", "soak --minutes N", or "readers" or "programs", a number of them and a seed (whole numbers from 1).
`,
  )
  process.exit(2)
}

await setupOrExit()
if (what === 'mutations') {
  process.exitCode = (await findMutations(tests)) ? 0 : 1
} else {
  process.env['HALFPOWER_LONG'] = '1'
  if (known !== null) process.env[known.variable] = count
  if (what === 'readers' || what === 'files') {
    process.env['HALFPOWER_READERS'] = what === 'readers' ? count : '10000'
    process.env['HALFPOWER_READERS_SEED'] = seed
  }
  if (what === 'programs') {
    process.env['HALFPOWER_PROGRAMS'] = count
    process.env['HALFPOWER_PROGRAMS_SEED'] = seed
  }
  process.exitCode = (await runPackage('vitest/vitest.mjs', ['run', ...tests], { show: true })).code
}

/**
 * Each fault alone, under the tests as `npm test` runs them.
 *
 * @param {string[]} files
 * @returns {Promise<boolean>} whether all were found
 */
async function findMutations(files) {
  let found = 0
  for (const { name } of MUTATIONS) {
    const env = { ...process.env, NO_COLOR: '1', HALFPOWER_MUTATION: name }
    const { code, output } = await runPackage('vitest/vitest.mjs', ['run', ...files], { env })
    const after = /Property failed after (\d+) tests/.exec(output)?.[1]
    const isProbed = output.includes('does not compute on blocks')
    const byTest = after === undefined ? 'by counting operators' : `by program ${after}`
    const how = isProbed ? 'by the start-up probe' : byTest
    if (code !== 0) found++
    process.stdout.write(`${code === 0 ? 'NOT FOUND' : `found ${how}`}: ${name}\n`)
  }
  process.stdout.write(`${found} of ${MUTATIONS.length} faults found\n`)
  return found === MUTATIONS.length
}
