/**
 * Mean accuracy under corruptions of several σ from the answers that their networks' cells have stored, image by image
 * (methods M.9). Needs neither images nor a device.
 */
import { highestMean } from '../../statistics/highest-mean'
import { meanOf as mean } from '../../statistics/sample'
import { rightAnswers } from './accuracies'
import { BOOTSTRAP } from './settings'
import type { LookMessageOf, LookRequestOf } from '../../contract/look'

export async function goldilocks({
  candidates,
}: LookRequestOf<'goldilocks'>): Promise<LookMessageOf<'goldilocks'>> {
  /** Labels and indices of the first cell: all others must be of the same images. */
  const known: { label: ArrayLike<number> | null; index: Int32Array | null } = { label: null, index: null }
  const networks: Float64Array[][] = []
  for (const candidate of candidates) {
    const own: Float64Array[] = []
    for (const files of candidate) own.push(await sharesOf(files, known))
    networks.push(own)
  }
  const shares = networks.map(meanOf)
  const ranked = highestMean(shares, BOOTSTRAP)
  return {
    message: 'goldilocks',
    images: shares[0]!.length,
    candidates: ranked.map((each, k) => ({
      ...each,
      networks: networks[k]!.map((values) => mean([...values])),
    })),
  }
}

/** Per image, the share of a network's cells in which it was answered rightly. */
async function sharesOf(
  files: readonly string[],
  known: { label: ArrayLike<number> | null; index: Int32Array | null },
): Promise<Float64Array> {
  let shares: Float64Array | null = null
  for (const file of files) {
    const { right, label, index } = await rightAnswers(file)
    known.label ??= label
    known.index ??= index
    const { label: labels, index: indices } = known
    if (label.length !== labels.length || label.some((each, i) => each !== labels[i]))
      throw new Error(`"${file}" does not hold answers to the same images as the cells before.`)
    if (index && indices && index.some((image, i) => image !== indices[i]))
      throw new Error(`"${file}" does not hold answers to the same images as the cells before.`)
    shares ??= new Float64Array(right.length)
    for (let i = 0; i < right.length; i++) shares[i]! += right[i]! / files.length
  }
  return shares!
}

function meanOf(networks: readonly Float64Array[]): Float64Array {
  const [first] = networks
  if (networks.length === 1) return first!
  return first!.map((_, i) => networks.reduce((total, each) => total + each[i]!, 0) / networks.length)
}
