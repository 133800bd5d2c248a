#!/usr/bin/env node
/**
 * `npm run fuzz`: the fuzz tests in their long mode, minutes on two cores.
 *
 *   npm run fuzz                            readers: 20,000 mutated files instead of the 1,000 of `npm test`
 *   npm run fuzz -- programs                the lazy backend: 100,000 generated programs instead of 2,000
 *   npm run fuzz -- programs 5000 17        so many, with another seed than the 9 of `npm test`
 */
import { runPackage } from './child.mjs'
import { setupOrExit } from './setup.mjs'

const [what = 'files', count = '100000', seed = '9'] = process.argv.slice(2)
if (
  !['files', 'programs'].includes(what) ||
  ![count, seed].every((number) => /^[1-9]\d{0,8}$/.test(number))
) {
  process.stderr.write(
    `npm run fuzz -- ${process.argv.slice(2).join(' ')}: say "files", or "programs", a number of programs and a seed (whole numbers from 1).\n`,
  )
  process.exit(2)
}

await setupOrExit()
process.env['HALFPOWER_LONG'] = '1'
if (what === 'programs') {
  process.env['HALFPOWER_PROGRAMS'] = count
  process.env['HALFPOWER_PROGRAMS_SEED'] = seed
}
const test = what === 'programs' ? 'test/devices/programs.test.ts' : 'test/fuzz'
const { code } = await runPackage('vitest/vitest.mjs', ['run', test], { show: true })
process.exitCode = code
