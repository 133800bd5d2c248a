/** What the environment chooses for tests and job processes, and what it may not say. */
import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { defaultInternalLayout, defaultThreads } from '../../src-main/devices/environment'

it('chooses nothing when it says nothing', () => {
  expect(defaultThreads({})).toBe(availableParallelism())
  expect(defaultInternalLayout({})).toBe(true)
})

it('chooses the threads and the layout', () => {
  expect(defaultThreads({ HALFPOWER_THREADS: '1' })).toBe(1)
  expect(defaultInternalLayout({ HALFPOWER_LAYOUT: 'public' })).toBe(false)
  expect(defaultInternalLayout({ HALFPOWER_LAYOUT: 'internal' })).toBe(true)
})

it.each(['0', '-1', '1.5', 'two', ''])('refuses "%s" threads in a sentence', (threads) => {
  expect(() => defaultThreads({ HALFPOWER_THREADS: threads })).toThrow(
    `HALFPOWER_THREADS is "${threads}": it must be a number from 1 to 999, or not set.`,
  )
})

it('refuses a layout that there is not', () => {
  expect(() => defaultInternalLayout({ HALFPOWER_LAYOUT: 'nchw' })).toThrow('must be internal or public')
})
