/**
 * f_0.5 of two models' perturbations of the same images towards the same targets, as the paper weighs images and with
 * every image alike. An image that only one of them has a perturbation of is left out, and counted.
 */
import { halfPowerDifference } from '../../frequency/half-power-difference'
import { normalisedSpectra } from '../../frequency/perturbation-spectrum'
import { intervalRemark } from '../spectrum/interval-words'
import { asSpectra, readSpectra } from '../spectrum/spectra-file'
import { BOOTSTRAP } from './settings'
import type { ComparedNumber, ComparedPartOf } from '../../contract/comparisons/comparison'
import type { HalfPowerDifference } from '../../frequency/half-power-difference'
import type { PerturbationSpectra } from '../../frequency/perturbation-spectrum'
import type { StoredSpectra } from '../spectrum/spectra-file'

export async function compareHalfPowers({
  first,
  second,
}: ComparedPartOf<'half power'>): Promise<ComparedNumber[]> {
  const [one, two] = [await readSpectra(first), await readSpectra(second)]
  const places = new Map(Array.from(two.index.keys(), (row) => [nameOf(two, row), row]))
  const rows = Array.from(one.index.keys()).flatMap((row) => {
    const other = places.get(nameOf(one, row))
    return other === undefined || !hasPower(one, row) || !hasPower(two, other) ? [] : [{ row, other }]
  })
  const images = rows.length
  const leftOut = one.index.length + two.index.length - 2 * images
  const sentence =
    images === 0
      ? 'No image has a perturbation of both models.'
      : leftOut === 0
        ? null
        : `${images} images have a perturbation of both models; ${leftOut} perturbations of one of them only are left out.`
  const common = [
    only(
      one,
      rows.map(({ row }) => row),
    ),
    only(
      two,
      rows.map(({ other }) => other),
    ),
  ] as const
  const compared = (
    part: ComparedNumber['part'],
    { effective, ...found }: HalfPowerDifference,
  ): ComparedNumber => {
    const sentences = [sentence, found.value === null ? null : intervalRemark(effective)]
    const said = sentences.filter((each) => each !== null).join(' ')
    return { part, ...found, images, leftOut, sentence: said === '' ? null : said }
  }
  return [
    compared('paper', halfPowerDifference(...common, BOOTSTRAP)),
    compared(
      'per image',
      halfPowerDifference(normalisedSpectra(common[0]), normalisedSpectra(common[1]), BOOTSTRAP),
    ),
  ]
}

/** An image with its target: what a perturbation is of. */
function nameOf({ index, target }: StoredSpectra, row: number): string {
  return `${index[row]} ${target[row]}`
}

function hasPower({ power, height, width }: StoredSpectra, row: number): boolean {
  const plane = height * width
  for (let p = row * plane; p < (row + 1) * plane; p++) if (power[p]! > 0) return true
  return false
}

function only(stored: StoredSpectra, rows: readonly number[]): PerturbationSpectra {
  const { height, width } = stored
  const plane = height * width
  const power = new Float32Array(rows.length * plane)
  rows.forEach((row, i) => power.set(stored.power.subarray(row * plane, (row + 1) * plane), i * plane))
  return asSpectra({ ...stored, index: Int32Array.from(rows, (row) => stored.index[row]!), power })
}
