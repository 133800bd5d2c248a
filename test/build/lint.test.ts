/** A lint rule that does not fit is changed in .oxlintrc.json, for everybody: no comment switches one off. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../support/root'

// In two parts, so that this file is none of those that it looks for.
const SWITCH = new RegExp(['(ox|es)lint', 'disable'].join('-'))

it('no comment switches a lint rule off', () => {
  const files = ['src-main', 'src-renderer', 'build', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => join(ROOT, folder, name)),
  )
  expect(files.length).toBeGreaterThan(1000)
  expect(files.filter((file) => SWITCH.test(readFileSync(file, 'utf8')))).toEqual([])
})
