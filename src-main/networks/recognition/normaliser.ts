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
const MODULE =
  /^(?:0|(?:\w+_)?(?:normali[sz](?:e|er|ation|ing)|norm|norm_?layer|pre_?process(?:ing|or)?|standardi[sz](?:e|er|ation)|transform|scaler))$/i
/** The first group is what stands around the word in both names: `pixel_mean` and `pixel_std`, `MEAN` and `STD`. */
const MEAN = /^(|_|(?!running_)(?:\w+_))(?:means?|mu)$/i
/** How the other name says it, and what makes a standard deviation of it. */
const DEVIATIONS: readonly (readonly [name: RegExp, deviation: (value: number) => number])[] = [
  [/^(|_|(?:\w+_))(?:std|stds|sd|sds|sigma|stddev|std_?dev)$/i, (value) => value],
  [/^(|_|(?:\w+_))(?:var|variance)$/i, Math.sqrt],
  [/^(|_|(?:\w+_))(?:inv_?std|std_?inv|istd|rstd)$/i, (value) => 1 / value],
]

/** Of places that are looked at for the same again. */
const MOST_COPIES = 8
const BYTE = 255
const LARGEST_UNIT = 2
/** Caffe divides by 1. */
const LEAST_BYTE_DEVIATION = 0.99

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
  const near = ancestors(prefix)
  for (const { mean, std, deviation, isNear } of [
    ...pairs(tensors, near, true),
    ...pairs(tensors, copies(tensors, near), false),
  ]) {
    if (!perChannel(mean, inputs) || !perChannel(std, inputs)) continue
    const [means, stds] = [await mean.read(), (await std.read()).map(deviation)]
    if (means.length !== stds.length || !stds.every((value) => value > 0)) continue
    if (![...means, ...stds].every(Number.isFinite)) continue
    const bytes = areOfBytes(means, stds)
    // A mean of pixels up to 255 with a deviation of pixels up to 1 is neither: it stays unexplained, and is asked about.
    if (bytes && !stds.every((value) => value >= LEAST_BYTE_DEVIATION)) continue
    const scale = bytes ? BYTE : 1
    const found = {
      mean: [...means].map((value) => shortestDecimal(value) / scale),
      std: [...stds].map((value) => shortestDecimal(value) / scale),
      entries: `${mean.name}, ${std.name}${bytes ? ', for pixels from 0 to 255' : ''}`,
    }
    // Elsewhere only what is the same again explains itself.
    if (!isNear && !all.some((other) => same(found, other))) continue
    names.push(mean.name, std.name)
    if (isNear) all.push(found)
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

interface Pair {
  mean: CheckpointTensor
  std: CheckpointTensor
  /** Makes standard deviations of the entry's values. */
  deviation: (value: number) => number
  /** Beside the network or above it. */
  isNear: boolean
}

/** Other places with a module that normalises: the robustness library's attacker has the same one again. */
function copies(tensors: ReadonlyMap<string, CheckpointTensor>, near: readonly string[]): string[] {
  const places = new Set<string>()
  for (const name of tensors.keys()) {
    const parts = name.split('.')
    const place = parts
      .slice(0, -2)
      .map((part) => `${part}.`)
      .join('')
    if (parts.length > 1 && MODULE.test(parts.at(-2)!) && !near.includes(place)) places.add(place)
  }
  return [...places].slice(0, MOST_COPIES)
}

/** Pairs of entries, those of the first place first. */
function* pairs(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  places: readonly string[],
  isNear: boolean,
): Generator<Pair> {
  for (const place of places) {
    const beside = [...tensors.values()].flatMap((tensor) => {
      if (!tensor.name.startsWith(place)) return []
      const own = tensor.name.slice(place.length)
      const [module, field] = own.includes('.') ? own.split('.') : ['', own]
      const isThere = own.split('.').length <= 2 && (module === '' || MODULE.test(module!))
      return isThere ? [{ tensor, module: module!, field: field! }] : []
    })
    for (const mean of beside) {
      const around = MEAN.exec(mean.field)?.[1]?.toLowerCase()
      if (around === undefined) continue
      for (const other of beside) {
        if (other.module !== mean.module) continue
        const found = DEVIATIONS.find(([name]) => name.exec(other.field)?.[1]?.toLowerCase() === around)
        if (found) yield { mean: mean.tensor, std: other.tensor, deviation: found[1], isNear }
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
