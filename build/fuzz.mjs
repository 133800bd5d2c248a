#!/usr/bin/env node
/**
 * `npm run fuzz`: the fuzz tests of the readers in their long mode, 20,000 mutated files instead of the 1,000 of
 * `npm test`. Minutes on two cores.
 */
import { runPackage } from './child.mjs'
import { setupOrExit } from './setup.mjs'

await setupOrExit()
process.env['HALFPOWER_LONG'] = '1'
const { code } = await runPackage('vitest/vitest.mjs', ['run', 'test/fuzz'], { show: true })
process.exitCode = code
