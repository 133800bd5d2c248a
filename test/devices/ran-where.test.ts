/** Profiles of sessions lie where the next process finds and removes what a killed one left. */
import { existsSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, it } from 'vitest'
import { RanWhere } from '../../src-main/devices/onnxruntime/ran-where'
import type { NativeSession } from '../../src-main/devices/onnxruntime/runtime'

it('profiles are written into a folder that names its process', () => {
  let prefix = ''
  new RanWhere().open((given) => {
    prefix = given
    return {} as NativeSession
  })
  const folder = dirname(prefix)
  expect(basename(folder)).toMatch(new RegExp(`^halfpower-placement-${process.pid}-.{6}$`))
  expect(existsSync(folder)).toBe(true)
  rmSync(folder, { recursive: true })
})
