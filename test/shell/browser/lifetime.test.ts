import { expect, it } from 'vitest'
import { onInterrupt } from '../../../src-main/shell/browser/terminal'
import { GRACE, isQuiet, Lifetime } from '../../../src-main/shell/lifetime'

const quiet = { headless: false, hadWindow: true, windows: 0, work: 0 }

it('a host is needed by windows and by work, and always when it is headless or was never opened', () => {
  expect(isQuiet(quiet)).toBe(true)
  expect(isQuiet({ ...quiet, windows: 1 })).toBe(false)
  expect(isQuiet({ ...quiet, work: 1 })).toBe(false)
  expect(isQuiet({ ...quiet, headless: true })).toBe(false)
  expect(isQuiet({ ...quiet, hadWindow: false })).toBe(false)
})

it('ends once, a while after it is not needed any more, and not for a reload', () => {
  let situation = { ...quiet, windows: 1 }
  let ends = 0
  const lifetime = new Lifetime(
    () => situation,
    () => ends++,
  )
  lifetime.look(0)
  situation = { ...quiet, windows: 0 }
  lifetime.look(1_000)
  situation = { ...quiet, windows: 1 }
  lifetime.look(1_000 + GRACE)
  situation = { ...quiet, work: 1 }
  lifetime.look(5_000 + GRACE)
  situation = quiet
  lifetime.look(10_000 + GRACE)
  lifetime.look(9_999 + 2 * GRACE)
  expect(ends).toBe(0)
  lifetime.look(10_000 + 2 * GRACE)
  lifetime.look(10_000 + 3 * GRACE)
  expect(ends).toBe(1)
})

it('Ctrl-C asks once on a terminal while something runs, and ends otherwise', () => {
  expect(onInterrupt(true, false, 'It runs.')).toEqual({ ask: 'It runs.' })
  expect(onInterrupt(true, true, 'It runs.')).toBe('end')
  expect(onInterrupt(true, false, null)).toBe('end')
  expect(onInterrupt(false, false, 'It runs.')).toBe('end')
})
