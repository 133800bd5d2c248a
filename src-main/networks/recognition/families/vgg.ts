/**
 * VGG-11 to 19, with and without batch normalisation, under torchvision's indices (`features.N`), and the
 * multi-task naming of Safarani 2021, where the features are cut into two sequences, each counted from 0.
 */
import type { ArchitectureName } from '../../../contract/architectures'
import { axis } from './family'
import type { Family, Proposal, Shapes } from './family'

const NAMES =
  /^(?:features\.\d+|classifier(?:\.\d+)?)\.(?:weight|bias|running_mean|running_var|num_batches_tracked)$/
/** Convolutions before each of the five poolings. */
const KINDS: readonly { architecture: ArchitectureName; convolutions: readonly number[] }[] = [
  { architecture: 'vgg11', convolutions: [1, 1, 2, 2, 2] },
  { architecture: 'vgg13', convolutions: [2, 2, 2, 2, 2] },
  { architecture: 'vgg16', convolutions: [2, 2, 3, 3, 3] },
  { architecture: 'vgg19', convolutions: [2, 2, 4, 4, 4] },
]
const STAGES = 5
/** torchvision averages the features to 7×7, whatever the size of the image. */
const TORCHVISION_SIDE = 7

/** Indices in `features` of a VGG's convolutions: each is followed by (normalisation and) ReLU, a stage by pooling. */
function indices(convolutions: readonly number[], normalised: boolean): number[] {
  const result: number[] = []
  let next = 0
  for (const count of convolutions) {
    for (let i = 0; i < count; i++) {
      result.push(next)
      next += normalised ? 3 : 2
    }
    next += 1
  }
  return result
}

/** For each known VGG the indices in `features` of its layers with weights. */
export function vggIndices(): Set<number>[] {
  return KINDS.flatMap(({ convolutions }) => [
    new Set(indices(convolutions, false)),
    new Set(indices(convolutions, true).flatMap((index) => [index, index + 1])),
  ])
}

export function proposeVgg(shapes: Shapes, names: string): Proposal[] {
  const found = [...shapes]
    .filter(([name, shape]) => /^features\.\d+\.weight$/.test(name) && shape.length === 4)
    .map(([name]) => Number(name.split('.')[1]))
    .sort((a, b) => a - b)
  if (found.length < STAGES) return []
  const normalised = [...shapes.keys()].some((name) => /^features\.\d+\.running_mean$/.test(name))
  const apart = (convolutions: readonly number[]): number => {
    const wanted = new Set(indices(convolutions, normalised))
    return found.filter((index) => !wanted.has(index)).length + Math.max(0, wanted.size - found.length)
  }
  const kind = KINDS.reduce((best, candidate) =>
    apart(candidate.convolutions) < apart(best.convolutions) ? candidate : best,
  )
  const layers = [...shapes]
    .map(([name, shape]) => ({ match: /^classifier(?:\.(\d+))?\.weight$/.exec(name), shape }))
    .flatMap(({ match, shape }) => (match ? [{ index: Number(match[1] ?? 0), shape }] : []))
    .sort((a, b) => a.index - b.index)
  const width = axis(shapes, 'features.0.weight', 0, 64)
  const convolutional = layers.some(({ shape }) => shape.length === 4)
  const side = convolutional ? 1 : Math.round(Math.sqrt((layers[0]?.shape[1] ?? 8 * width) / (8 * width)))
  // One place is what a pooling of all places leaves, at any size of the images; without it they are 32 pixels.
  const pooled = !convolutional && (side === TORCHVISION_SIDE || side === 1)
  const proposal: Proposal = {
    structure: {
      architecture: kind.architecture,
      width,
      stem: 'cifar',
      classes: layers.at(-1)?.shape[0] ?? 1000,
      batchNormalisation: normalised,
      readOut: convolutional ? 'convolution' : 'linear',
      readOutHidden: layers.slice(0, -1).map(({ shape }) => shape[0] ?? 1),
      readOutPooling: pooled ? side : null,
      inputs: axis(shapes, 'features.0.weight', 1, 3),
    },
    reasons: [
      `${found.length} convolutions ${normalised ? 'with' : 'without'} batch normalisation at the places of ${names}; what pools between sections is not in the weights.`,
      convolutional
        ? 'The read-out is 1×1 convolutions; the maximum over all places is taken behind them, as in neural co-training (Safarani 2021).'
        : `The read-out takes ${side}×${side} places${side === TORCHVISION_SIDE ? ', to which torchvision averages the features' : `, as images of ${2 ** STAGES * side} pixels leave; those of images of other sizes are averaged to as many`}.`,
    ],
  }
  if (!convolutional && side >= 1) proposal.size = 2 ** STAGES * side
  return [proposal]
}

/** The family for a dictionary with these names: they say which places the layers of the read-out have. */
export function vggFamily(names: readonly string[]): Family {
  const places = readOutPlaces(names, /(?:^|\.)classifier\.(\d+)\.weight$/)
  return {
    names: "torchvision's names of a VGG",
    canonical(name) {
      if (!NAMES.test(name)) return null
      return name.startsWith('classifier.') ? canonicalReadOut(name, places) : name
    },
    own: (canonical) => ownReadOut(canonical, places),
    propose: (shapes) => proposeVgg(shapes, "torchvision's VGG"),
  }
}

/**
 * Where a read-out's layers stand: torchvision has 0, 3 and 6; with a Dropout in front they are 1, 4 and 6, which
 * is the same network.
 */
export function readOutPlaces(names: readonly string[], pattern: RegExp): number[] {
  const found = new Set<number>()
  for (const name of names) {
    const match = pattern.exec(name)
    if (match) found.add(Number(match[1]))
  }
  return [...found].sort((a, b) => a - b)
}

/** `classifier.4.weight` → `classifier.3.weight`; a single layer is `classifier` itself. */
export function canonicalReadOut(name: string, places: readonly number[]): string | null {
  const match = /^classifier(?:\.(\d+))?\.(\D.*)$/.exec(name)
  if (!match) return null
  const [, place, field] = match
  if (place === undefined || places.length === 1) return `classifier.${field!}`
  const index = places.indexOf(Number(place))
  return index < 0 ? null : `classifier.${3 * index}.${field!}`
}

/** The reverse, for entries that the file may lack. */
function ownReadOut(canonical: string, places: readonly number[]): string {
  const match = /^classifier\.(\d+)\.(.+)$/.exec(canonical)
  if (!match)
    return places.length === 1 ? canonical.replace('classifier.', `classifier.${places[0]!}.`) : canonical
  return `classifier.${places[Number(match[1]) / 3] ?? match[1]!}.${match[2]!}`
}
