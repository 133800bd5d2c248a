/** Median ε of two models that were attacked on the same images towards the same targets: difference and ratio. */
import { readRegular } from '../../files/regular'
import { decodeDistances } from '../attack/block-file'
import { generator } from '../../random/generator'
import { FEWEST_IMAGES, pairedMedians } from '../../statistics/paired-medians'
import { BOOTSTRAP } from './settings'
import type { ComparedNumber, ComparedPartOf } from '../../contract/comparisons/comparison'

/** ε of each image; Infinity where nothing was found, so that it is only known to be larger. */
interface Sizes {
  index: number[]
  target: number[]
  epsilon: number[]
}

export async function compareSizes({ first, second }: ComparedPartOf<'sizes'>): Promise<ComparedNumber[]> {
  const [one, two] = [await readAll(first), await readAll(second)]
  const same = (a: number[], b: number[]): boolean => a.length === b.length && a.every((x, i) => x === b[i])
  if (!same(one.index, two.index) || !same(one.target, two.target))
    throw new Error('The two models were not attacked on the same images and targets.')
  const found = pairedMedians(Float64Array.from(one.epsilon), Float64Array.from(two.epsilon), {
    random: generator(BOOTSTRAP.seed, 'bootstrap of a difference of medians'),
    resamples: BOOTSTRAP.resamples,
    level: BOOTSTRAP.level,
  })
  const shared = {
    first: found.first,
    second: found.second,
    images: one.index.length,
    leftOut: 0,
    sentence: sentenceOf(one, two),
  }
  return [
    { part: 'difference', ...shared, ...found.difference },
    { part: 'ratio', ...shared, ...found.ratio },
  ]
}

function sentenceOf(...models: readonly Sizes[]): string | null {
  const images = models[0]!.epsilon.length
  const few =
    images < FEWEST_IMAGES
      ? `There is no interval: of ${images} ${images === 1 ? 'image' : 'images'} there is none, which needs ${FEWEST_IMAGES}.`
      : null
  const [one, two] = models.map(({ epsilon }) => epsilon.filter((size) => size === Infinity).length)
  if (one === 0 && two === 0) return few
  const open = `No perturbation was found for ${one} images of the first and ${two} of the second model: their ε counts as larger than any.`
  return few === null ? open : `${open} ${few}`
}

async function readAll(files: readonly string[]): Promise<Sizes> {
  const all: Sizes = { index: [], target: [], epsilon: [] }
  for (const file of files) {
    const { index, target, distance } = decodeDistances(await readRegular(file), file)
    all.index.push(...index)
    all.target.push(...target)
    all.epsilon.push(...Array.from(distance, (size) => (Number.isNaN(size) ? Infinity : size)))
  }
  return all
}
