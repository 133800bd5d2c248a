/** The form of an import: what it begins with, what it asks for, and what keeps it from being sent. */
import { describe, expect, it } from 'vitest'
import { methods } from '../../../../../src-main/contract/methods'
import {
  accuracyKey,
  answersFor,
  blankForm,
  channelsAreOpen,
  choiceOf,
  importOf,
  imagesOfTrial,
  issuesOf,
  modelName,
  normaliserOf,
  sizeOf,
  suggestedTrial,
  trialCounts,
  trialOptions,
  withChannels,
} from '../../../../../src-renderer/pages/models/import/import-form'
import { candidate } from './candidates'
import type { DataSetInfo } from '../../../../../src-main/contract/data-set'

const PRESET = { name: 'ImageNet', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], why: '' }

describe('what a form begins with', () => {
  it('chooses the only candidate that fits, and nothing that the file does not say', () => {
    const only = candidate({ number: 1, presets: [PRESET] })
    const form = blankForm('best.pth.tar', [candidate({ number: 0, fits: false }), only])
    expect(form).toMatchObject({
      candidate: 1,
      normaliser: '',
      size: '',
      sigma: '',
      name: 'best',
      group: 'other',
    })
    expect(issuesOf(form, only).normaliser).toMatch(/Choose a normaliser/)
  })

  it('leaves the choice where several fit, or none', () => {
    expect(blankForm('a.pt', [candidate({ number: 0 }), candidate({ number: 1 })]).candidate).toBeNull()
    expect(blankForm('a.pt', [candidate({ fits: false })]).candidate).toBeNull()
    expect(blankForm('a.pt', []).candidate).toBeNull()
  })

  it('takes over what the file holds: its normaliser, and the group that goes with its front end', () => {
    const normaliser = { mean: [0.5], std: [0.2], entries: 'normalizer.mean' }
    expect(answersFor(candidate({ normaliser, sigma: 1.5 }))).toMatchObject({
      normaliser: 'file',
      group: 'blur',
    })
    expect(answersFor(candidate({ components: 512 })).group).toBe('PCA')
    expect(answersFor(candidate({})).group).toBe('other')
  })

  it.each([
    ['model_best.pth.tar', 'model_best'],
    ['epoch-0.81.safetensors', 'epoch-0.81'],
    ['resnet20-12fca82f.th', 'resnet20-12fca82f'],
    ['pytorch_model.bin.index.json', 'pytorch_model'],
    ['.pt', '.pt'],
    ['weights', 'weights'],
  ])('calls %s %s', (file, name) => {
    expect(modelName(file)).toBe(name)
  })
})

describe('what a form asks for', () => {
  it('is accepted by the contract, and says no more than was chosen', () => {
    const chosen = candidate({ number: 2, size: null, presets: [PRESET] })
    const form = {
      ...blankForm('a.pt', []),
      ...answersFor(chosen),
      size: ' 64 ',
      normaliser: 'preset ImageNet' as const,
      classNamesOf: 'cifar',
    }
    expect(issuesOf(form, chosen)).toEqual({})
    const input = importOf('/data/a.pt', form, chosen)
    expect(input).toEqual({
      file: '/data/a.pt',
      candidate: 2,
      size: 64,
      normaliser: { kind: 'preset', name: 'ImageNet' },
      name: 'a',
      group: 'other',
      dataSet: 'cifar',
    })
    expect(methods['model.import'].input.parse(input)).toEqual(input)
  })

  it('reads numbers that were typed', () => {
    const colour = candidate({})
    const form = {
      ...blankForm('a.pt', [colour]),
      normaliser: 'given' as const,
      mean: '0.5,0.4; -.1',
      std: '1 2 3',
    }
    expect(normaliserOf(form, colour)).toEqual({ kind: 'given', mean: [0.5, 0.4, -0.1], std: [1, 2, 3] })
    expect(importOf('f', { ...form, sigma: '1.5' }, colour).sigma).toBe(1.5)
  })
})

describe('channels', () => {
  const GRAY = { name: 'jarvis, gray', mean: [0.5], std: [0.2], why: '' }
  const colour = candidate({ presets: [PRESET], grayPresets: [GRAY] })

  it('are open only where the file may be given gray images', () => {
    expect(channelsAreOpen(colour)).toBe(true)
    expect(channelsAreOpen(candidate({ channels: 1 }))).toBe(false)
    expect(withChannels(candidate({}), 'gray')).toEqual(candidate({}))
  })

  it('bring the normalisers of gray images, with one number or three', () => {
    const gray = withChannels(colour, 'gray')
    expect(gray).toMatchObject({ channels: 1, expandsGray: true, presets: [GRAY] })
    expect(withChannels(colour, 'reversed')).toEqual(colour)
  })

  it('are asked for as the contract calls them', () => {
    const form = blankForm('a.pt', [colour])
    expect(choiceOf('f', form)).toEqual({ file: 'f', candidate: 0 })
    expect(choiceOf('f', { ...form, channels: 'gray' })).toEqual({ file: 'f', candidate: 0, gray: true })
    expect(choiceOf('f', { ...form, channels: 'reversed' })).toMatchObject({ reverseChannels: true })
  })
})

describe('what keeps a model from being stored', () => {
  const open = candidate({ size: null })
  const form = { ...blankForm('a.pt', [open]), normaliser: 'preset ImageNet' as const }

  it('is a size that nobody has said, or that cannot be', () => {
    expect(issuesOf(form, open).size).toMatch(/does not say it/)
    expect(sizeOf(form, open)).toBeNull()
    for (const size of ['0', '4097', '32.5', 'large'])
      expect(issuesOf({ ...form, size }, open).size).toMatch(/whole number of pixels/)
    expect(issuesOf({ ...form, size: '32' }, open)).toEqual({})
    expect(sizeOf({ ...form, size: '32' }, open)).toBe(32)
  })

  it('is a normaliser with too few numbers, a standard deviation of 0, a σ of 0, no name', () => {
    const given = { ...form, size: '32', normaliser: 'given' as const, mean: '0.5', std: '0.1, 0.2, 0' }
    expect(Object.keys(issuesOf(given, open)).sort()).toEqual(['mean', 'std'])
    expect(normaliserOf(given, open)).toBeUndefined()
    expect(issuesOf({ ...form, size: '32', sigma: '0', name: ' ' }, open)).toMatchObject({
      sigma: expect.stringMatching(/above 0/) as string,
      name: expect.stringMatching(/name/) as string,
    })
  })

  it('is not one number or three for gray images that are expanded', () => {
    const gray = candidate({ channels: 1, expandsGray: true })
    const given = { ...form, normaliser: 'given' as const }
    expect(issuesOf({ ...given, mean: '0.45', std: '0.2' }, gray)).toEqual({})
    expect(issuesOf({ ...given, mean: '1,2,3', std: '1,2,3' }, gray)).toEqual({})
    expect(issuesOf({ ...given, mean: '1,2', std: '1,2' }, gray).mean).toMatch(/1 or 3 numbers/)
    expect(issuesOf({ ...given, mean: '1', std: '1,2,3' }, gray).std).toMatch(/as many/)
  })
})

describe('a trial', () => {
  it('is offered on data sets that the model can look at, and says why not on others', () => {
    const dataSet = (id: string, more: Partial<DataSetInfo>): DataSetInfo =>
      ({
        id,
        name: id,
        available: true,
        height: 32,
        width: 32,
        channels: 3,
        classNames: Array<string>(10).fill('x'),
        ...more,
      }) as DataSetInfo
    const all = [
      dataSet('gray', { channels: 1 }),
      dataSet('large', { height: 64, width: 64 }),
      dataSet('fine', { classNames: Array<string>(100).fill('x') }),
      dataSet('gone', { available: false }),
    ]
    const options = trialOptions(all, candidate({}), 32)
    expect(options.map(({ disabled }) => disabled)).toEqual([false, true, true, true])
    expect(options.map(({ text }) => text).join('\n')).toMatch(/another size[^]*other classes[^]*not there/)
    expect(suggestedTrial(all, candidate({}), 32)).toBe('gray')
    expect(suggestedTrial([...all, dataSet('colour', {})], candidate({}), 32)).toBe('colour')
    expect(suggestedTrial([...all, dataSet('colour', {})], candidate({ channels: 1 }), 32)).toBe('gray')
    expect(suggestedTrial(all, candidate({}), 128)).toBe('')
  })

  it('is offered on no more images than the part has that it takes', () => {
    const parts = [
      { split: 'train', images: 6000 },
      { split: 'test', images: 1000 },
    ]
    const dataSets = [{ id: 'small', parts }] as DataSetInfo[]
    expect(imagesOfTrial(dataSets, 'small')).toBe(1000)
    expect(imagesOfTrial(dataSets, 'none')).toBe(0)
    expect(trialCounts(1000, 500)).toEqual([50, 100, 500, 1000])
    expect(trialCounts(100, 100)).toEqual([50, 100])
    expect(trialCounts(50_000, 500)).toEqual([50, 100, 500, 2000, 10_000])
    // What was chosen for another data set stays one of the choices, and none is offered where none is known yet.
    expect(trialCounts(50_000, 75)).toEqual([50, 75, 100, 500, 2000, 10_000])
    expect(trialCounts(0, 500)).toEqual([500])
  })

  it('tells normalisers apart, given ones by their numbers', () => {
    const keys = [
      accuracyKey({ kind: 'file' }),
      accuracyKey({ kind: 'preset', name: 'file' }),
      accuracyKey({ kind: 'given', mean: [0.5], std: [0.2] }),
      accuracyKey({ kind: 'given', mean: [0.5], std: [0.3] }),
    ]
    expect(new Set(keys).size).toBe(4)
  })
})
