/** Numbers of other images beside those of a study: models hollow and in no curve, hybrids with the words of theirs. */
import { describe, expect, it } from 'vitest'
import { corruptionReversalFigure } from '../../src-main/figures/corruption-reversal'
import { filterCurvesFigure } from '../../src-main/figures/filter-curves'
import { hybridsBeside, hybridStudiesOf } from '../../src-main/figures/hybrids-beside'
import { mouseResult, reversal } from './fixtures'
import { corruptionModels, FACTS, FILTER_MODEL } from './measurement-fixtures'
import type { Scatter } from '../../src-main/figures/figure'

const light = { theme: 'light', palette: 'paper' } as const

describe('accuracy under corruptions against f_rev', () => {
  const models = corruptionModels()
  const blur = models.findIndex(({ name }) => name.startsWith('Blur'))
  const { id } = models[blur]!.result
  // Far from the family, as f_rev of a few other images may be.
  const other = models.map((model, i) =>
    i === blur
      ? { ...model, f_rev: reversal(0.9), reversalWork: { key: 'other', words: 'all 40 images' } }
      : model,
  )
  const fits = (some: typeof models): unknown[] =>
    corruptionReversalFigure(some, FACTS, { ...light, exactCurve: true })
      .data.filter(({ name }) => name === 'second-order fit')
      .map(({ x, y }) => [x, y])

  it('draws a model whose f_rev is of other work hollow, and says which', () => {
    const { data, notes, csv } = corruptionReversalFigure(other, FACTS, light)
    const drawn = data.filter(
      (each): each is Scatter => 'customdata' in each && (each.customdata as string[]).includes(id),
    )
    expect(drawn.length).toBeGreaterThan(0)
    for (const { customdata, marker } of drawn)
      (customdata as string[]).forEach((name, i) => {
        const symbol = (marker!.symbol as string[])[i]!
        expect(symbol.endsWith('-open')).toBe(name === id)
      })
    expect(notes.join(' ')).toMatch(
      /Hollow, and in no curve, because f_rev was measured on other work.*Blur.*all 40 images/,
    )
    expect(
      csv
        .split('\n')
        .filter((line) => line.endsWith(',yes'))
        .every((line) => line.includes(id)),
    ).toBe(true)
  })

  it('leaves it out of the curves: they are those without it', () => {
    expect(fits(other)).toEqual(fits(other.filter((_, i) => i !== blur)))
    expect(fits(other)).not.toEqual(fits(models))
    expect(corruptionReversalFigure(models, FACTS, light).notes.join(' ')).not.toMatch(/Hollow/)
  })
})

describe('hybrids beside filters', () => {
  const result = mouseResult()
  const which = (words: string) => ({ words, images: 10, trainingImages: 'none' as const, notices: [] })
  const study = (name: string, words: string) => ({ study: name, which: which(words), models: [result] })

  it('are the newest of the same images, else the newest with the words of theirs', () => {
    const studies = [study('same', 'all 300'), study('again', 'all 300'), study('newest', 'a subset of 40')]
    expect(hybridsBeside(studies, result.id, which('all 300'))).toMatchObject({
      study: 'again',
      otherImages: null,
    })
    expect(hybridsBeside(studies, result.id, which('all 500'))).toMatchObject({
      study: 'newest',
      otherImages: 'a subset of 40',
    })
    expect(hybridsBeside(studies, 'another', which('all 300'))).toBeNull()
    expect(hybridsBeside(studies, result.id, undefined)!.otherImages).toBe('a subset of 40')
    expect(hybridStudiesOf({ hybridStudy: 'c', hybridStudies: ['a', 'c'] })).toEqual(['a', 'c'])
    expect(hybridStudiesOf({ hybridStudy: 'c' })).toEqual(['c'])
    expect(hybridStudiesOf(undefined)).toEqual([])
  })

  it('of other images are said to be so, in caption and notes', () => {
    const draw = (otherImages: string | null) =>
      filterCurvesFigure(FILTER_MODEL, {
        ...{ ...light, viewing: { side: 32, fieldOfView: 67.5 }, name: 'Mouse', classes: 10, images: 1000 },
        hybrids: { result, otherImages },
      })
    expect(draw('a subset of 40').caption).toMatch(/of other images than the filters' \(a subset of 40\)/)
    expect(draw('a subset of 40').notes.join(' ')).toMatch(
      /not of the images of the filters but of a subset of 40/,
    )
    expect(draw(null).caption).not.toMatch(/other images/)
    expect(draw(null).notes).toEqual([])
  })
})
