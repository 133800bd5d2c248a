/**
 * The normaliser that stands in a file: two entries of one value per channel, beside the network or above it,
 * under the names that are in use (methods A.1, J.5). Presets for files without one: normaliser-presets.ts.
 * Nothing is guessed: two different normalisers are both reported, and the one that is used is said.
 */
import type { CheckpointTensor, TensorDictionary } from '../../checkpoints/checkpoint'
import { ancestors } from './prefixes'
import type { FoundNormaliser } from './recognition'
import { shortestDecimal } from './round-decimal'

/** Modules that normalise; '' are buffers of the wrapper itself, `0.` is the first of a Sequential. */
const MODULES = [
  'normalizer.',
  'normalize.',
  'normaliser.',
  'normalise.',
  'normalization.',
  'normalisation.',
  'norm.',
  'norm_layer.',
  'preprocess.',
  'preprocessing.',
  '',
  '0.',
]
const FIELDS: readonly (readonly [mean: string, std: string])[] = [
  ['mean', 'std'],
  ['new_mean', 'new_std'],
  ['mu', 'sigma'],
  ['mean', 'sigma'],
  ['means', 'stds'],
  ['means', 'sds'],
  ['pixel_mean', 'pixel_std'],
  ['image_mean', 'image_std'],
  ['data_mean', 'data_std'],
  ['_mean', '_std'],
]

const BYTE = 255
const LARGEST_UNIT = 2

export interface NormaliserSearch {
  /** The one nearest to the network, null where there is none (or two that must be composed and cannot). */
  found: FoundNormaliser | null
  /** Full names of all entries that belong to normalisers. */
  names: string[]
  reasons: string[]
  contradictions: string[]
}

/**
 * @param inputs channels that the network's first convolution takes
 * @throws UserError('input') when an entry cannot be read
 */
export async function findNormaliser(
  dictionary: TensorDictionary,
  prefix: string,
  inputs: number,
): Promise<NormaliserSearch> {
  const tensors = new Map(dictionary.tensors.map((tensor) => [tensor.name, tensor]))
  const all: FoundNormaliser[] = []
  const names: string[] = []
  for (const [mean, std] of pairs(tensors, prefix)) {
    if (!perChannel(mean, inputs) || !perChannel(std, inputs)) continue
    const [means, stds] = [await mean.read(), await std.read()]
    if (means.length !== stds.length || !stds.every((value) => value > 0)) continue
    if (![...means, ...stds].every(Number.isFinite)) continue
    names.push(mean.name, std.name)
    const bytes = areOfBytes(means, stds)
    const scale = bytes ? BYTE : 1
    all.push({
      mean: [...means].map((value) => shortestDecimal(value) / scale),
      std: [...stds].map((value) => shortestDecimal(value) / scale),
      entries: `${mean.name}, ${std.name}${bytes ? ', for pixels from 0 to 255' : ''}`,
    })
  }
  const [nearest] = all
  if (!nearest) return { found: null, names, reasons: [], contradictions: [] }
  const reasons = [
    `The normaliser is in the file (${nearest.entries}): mean ${nearest.mean.join(', ')}; standard deviation ${nearest.std.join(', ')}.`,
  ]
  const other = all.find((candidate) => !same(candidate, nearest))
  if (!other) return { found: nearest, names, reasons, contradictions: [] }
  return {
    found: nearest,
    names,
    reasons,
    contradictions: [
      `The file holds a second normaliser (${other.entries}: mean ${other.mean.join(', ')}; standard deviation ${other.std.join(', ')}): if both are applied one after the other, neither alone is right; compare the accuracies.`,
    ],
  }
}

/** Whether a normaliser is for pixels from 0 to 255: no mean of [0,1] is beyond 1, and no deviation near 2. */
function areOfBytes(means: ArrayLike<number>, stds: ArrayLike<number>): boolean {
  return Math.max(...Array.from(means, Math.abs), ...Array.from(stds)) > LARGEST_UNIT
}

/** Pairs of entries, the nearest to the network first. */
function* pairs(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  prefix: string,
): Generator<[CheckpointTensor, CheckpointTensor]> {
  for (const place of ancestors(prefix)) {
    for (const module of MODULES) {
      for (const [mean, std] of FIELDS) {
        const [first, second] = [tensors.get(place + module + mean), tensors.get(place + module + std)]
        if (first && second) yield [first, second]
      }
    }
  }
}

/** (C,1,1), (C), (1,C,1,1): as many values as channels, on one axis; one value stands for every channel. */
function perChannel(tensor: CheckpointTensor, inputs: number): boolean {
  const axes = tensor.shape.filter((side) => side !== 1)
  return tensor.shape.length <= 4 && (axes.length === 0 || (axes.length === 1 && axes[0] === inputs))
}

function same(a: FoundNormaliser, b: FoundNormaliser): boolean {
  return String([a.mean, a.std]) === String([b.mean, b.std])
}
