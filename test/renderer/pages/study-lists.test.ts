/** Studies in selectors and in line: no two read alike, and a waiting one says its place. */
import { describe, expect, it } from 'vitest'
import { studyOptions } from '../../../src-renderer/pages/studies/study-options'
import { standingWords } from '../../../src-renderer/pages/queue/words'
import type { StudyInfo } from '../../../src-main/contract/studies'

const study = (id: string, more: Partial<StudyInfo> = {}): StudyInfo => ({
  ...{ id, state: 'done', kind: 'hybrid', title: 'Hybrid images', asked: 'all 100 images', order: 0 },
  ...{ units: { total: 10, done: 0, failed: 0 }, failures: [], error: null, threads: null },
  dataSet: 'd',
  ...{ created: '2026-11-28T02:00:00.000Z', started: null, finished: null },
  ...more,
})

describe('a list of studies', () => {
  it('shows titles alone where they differ', () => {
    const options = studyOptions([study('a'), study('b', { title: 'Other' })])
    expect(options.map(({ text }) => text)).toEqual(['Hybrid images', 'Other'])
  })

  it('adds what was asked where titles are the same, and when where that is the same, too', () => {
    const asked = studyOptions([study('a'), study('b', { asked: '50 of 100 images' })])
    expect(asked.map(({ text }) => text)).toEqual([
      'Hybrid images · all 100 images',
      'Hybrid images · 50 of 100 images',
    ])
    const dated = studyOptions([study('a'), study('b', { created: '2026-11-29T02:00:00.000Z' })])
    expect(new Set(dated.map(({ text }) => text)).size).toBe(2)
  })

  it('says which of them are not done', () => {
    expect(studyOptions([study('a', { state: 'queued' })])[0]!.text).toBe('Hybrid images (queued)')
  })
})

describe('a study in line', () => {
  const running = study('r', { state: 'running' })
  const first = study('a', { state: 'queued' })
  const second = study('b', { state: 'queued' })
  const all = [running, first, second]

  it('says its place', () => {
    expect(standingWords(first, all)).toBe('waiting, first in line')
    expect(standingWords(second, all)).toBe('waiting, second in line')
  })

  it('that runs says that there is nothing yet, or how much', () => {
    expect(standingWords(running, all)).toBe('running, nothing finished yet')
    const far = { ...running, units: { total: 10, done: 4, failed: 0 } }
    expect(standingWords(far, all, 'f_mix 0.5')).toBe('running, 4 of 10 units finished: f_mix 0.5')
  })
})
