/** The palette finds what is typed, wherever it stands, and what is called so before what is said beside. */
import { describe, expect, it } from 'vitest'
import { commandsOf, found } from '../../../src-renderer/app/palette'
import type { ModelFile } from '../../../src-main/contract/model'
import type { StudyInfo } from '../../../src-main/contract/studies'

const study = {
  ...{ id: 'hybrid-1', kind: 'hybrid', title: 'Hybrids of cats', state: 'done', asked: '4 models' },
  units: { total: 1, done: 1, failed: 0 },
} as unknown as StudyInfo
const waiting = {
  ...study,
  id: 'hybrid-2',
  title: 'Not begun',
  state: 'queued',
  units: { done: 0 },
} as StudyInfo
const model = { id: 'm1', name: 'ResNet σ = 3', group: 'blur' } as ModelFile
const commands = commandsOf([study, waiting], [model], [])
const ids = (typed: string): string[] => found(commands, typed).map(({ id }) => id)

describe('the palette', () => {
  it('has every page, a new study of each kind with a page, studies and models', () => {
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length)
    for (const id of [
      'page map',
      'page bin',
      'page start',
      'new hybrids',
      'sweep',
      'model m1',
      'study hybrid-1',
    ])
      expect(commands.map((command) => command.id)).toContain(id)
    expect(commands.map(({ id }) => id)).not.toContain('new models')
  })

  it('goes to results where there are any, else to the queue', () => {
    const to = (id: string): unknown => commands.find((command) => command.id === id)?.to
    expect(to('study hybrid-1')).toBe('#/hybrids/hybrid-1')
    expect(to('study hybrid-2')).toBe('#/queue/hybrid-2')
  })

  it('finds all typed words, Greek ones by name, the title before what stands beside it', () => {
    expect(ids('resnet sigma')).toEqual(['model m1'])
    expect(ids('cats hyb')).toEqual(['study hybrid-1'])
    expect(ids('blur')).toEqual(['model m1'])
    expect(ids('map')[0]).toBe('page map')
    expect(ids('nothing of the kind')).toEqual([])
    expect(ids('  ')).toHaveLength(commands.length)
  })
})
