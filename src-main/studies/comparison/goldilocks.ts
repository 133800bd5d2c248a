/**
 * Mean accuracy under corruptions of several σ from the answers that their networks' cells have stored, image by image
 * (methods M.9). Needs neither images nor a device.
 */
import { highestMean } from '../../statistics/highest-mean'
import { meanOf as mean } from '../../statistics/sample'
import { rightAnswers } from './accuracies'
import { areOfSameImages } from './same-images'
import { BOOTSTRAP } from './settings'
import type { LookMessageOf, LookRequestOf } from '../../contract/look'

export async function goldilocks({
  candidates,
}: LookRequestOf<'goldilocks'>): Promise<LookMessageOf<'goldilocks'>> {
  const networks: Float64Array[][] = []
  const known: Known = { label: null, index: null, images: Infinity }
  const answered: Uint8Array[][][] = []
  for (const candidate of candidates) {
    const own: Uint8Array[][] = []
    for (const files of candidate) own.push(await answersOf(files, known))
    answered.push(own)
  }
  for (const own of answered) networks.push(own.map((cells) => sharesOf(cells, known.images)))
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

/** What is the same in all cells. */
interface Known {
  /** Labels and indices of the first cell: all others must be of the same images, or of the first of them. */
  label: ArrayLike<number> | null
  index: Int32Array | null
  /** In all cells: of those that ended at a precision, which are the first ones of one order. */
  images: number
}

/** Of a network's cells, which images were answered rightly. */
async function answersOf(files: readonly string[], known: Known): Promise<Uint8Array[]> {
  const cells: Uint8Array[] = []
  for (const file of files) {
    const { right, label, index } = await rightAnswers(file)
    known.label ??= label
    known.index ??= index
    if (!areOfSameImages({ label, index }, { label: known.label, index: known.index }))
      throw new Error(`"${file}" does not hold answers to the same images as the cells before.`)
    known.images = Math.min(known.images, right.length)
    cells.push(right)
  }
  return cells
}

/** Per image, the share of a network's cells in which it was answered rightly. */
function sharesOf(cells: readonly Uint8Array[], images: number): Float64Array {
  const shares = new Float64Array(images)
  for (const right of cells) for (let i = 0; i < images; i++) shares[i]! += right[i]! / cells.length
  return shares
}

function meanOf(networks: readonly Float64Array[]): Float64Array {
  const [first] = networks
  if (networks.length === 1) return first!
  return first!.map((_, i) => networks.reduce((total, each) => total + each[i]!, 0) / networks.length)
}
