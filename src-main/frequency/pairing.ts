/**
 * Which image gives the low and which the high frequencies of each hybrid (methods C.3): a random
 * pairing in which the two always have different classes and every image is used exactly once per role.
 *
 * The structure is the paper's (a derangement of labels, then images within each class); the random
 * stream is ours, so a pairing is not the one that the published code draws for the same seed. To
 * compare programs on the same pairs, exchange them as CSV (pairs-csv.ts).
 */
import { UserError } from '../contract/errors'
import { generator } from '../random/generator'
import type { Generator } from '../random/generator'

/** Hybrid i takes its low frequencies from image low[i] and its high ones from image high[i]. */
export interface Pairs {
  /** Indices into the data set. */
  low: Int32Array
  /** Indices into the data set. */
  high: Int32Array
}

/**
 * How often the paper's procedure starts again before its last collisions are swapped away one by one.
 * With balanced classes a start succeeds with a probability of about 0.4 or more, so that this number is
 * never reached; it is when one class holds nearly half of the images, where the procedure alone would
 * go on for ever.
 */
const RESTARTS = 100

/**
 * Pairs all images, or those of `indices`, with themselves.
 * @param labels class index of every image of the data set
 * @param seed of the pairing; the same labels and seed give the same pairs
 * @param indices which images take part (data-set indices, each once); all when left out. `low` is in this order
 * @returns data-set indices
 * @throws UserError('input') when no such pairing exists: fewer than two classes, or more than half of the images in one
 */
export function pairImages(labels: Int32Array, seed: number, indices?: Int32Array): Pairs {
  const low = indices ? Int32Array.from(indices) : Int32Array.from(labels, (_, i) => i)
  const lowLabels = low.map((index) => labelOf(labels, index))
  checkPossible(lowLabels)
  const random = generator(seed, 'hybrid pairing')
  const highLabels = derangeLabels(lowLabels, random)
  return { low, high: imagesOfLabels(highLabels, lowLabels, low, random) }
}

function labelOf(labels: Int32Array, index: number): number {
  const label = labels[index]
  if (label === undefined) {
    throw new UserError(
      'input',
      `There is no image '${index}' to pair: the data set has the images 0 to ${labels.length - 1}.`,
    )
  }
  return label
}

function checkPossible(labels: Int32Array): void {
  const counts = new Map<number, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  if (counts.size < 2) {
    throw new UserError(
      'input',
      `Hybrid images need at least two classes, and the ${labels.length} chosen images have ${counts.size}: choose more images or another data set.`,
    )
  }
  for (const [label, count] of counts) {
    if (count > labels.length / 2) {
      throw new UserError(
        'input',
        `Hybrid images pair every image with one of another class, which is impossible here: class ${label} holds ${count} of ${labels.length} images, more than half. Choose a more balanced subset.`,
      )
    }
  }
}

/** A random rearrangement of the labels that differs from them at every position; exists while no label holds more than half of them. */
export function derangeLabels(labels: Int32Array, random: Generator): Int32Array {
  const arranged = Int32Array.from(labels)
  for (let start = 0; start < RESTARTS; start++) {
    random.shuffle(arranged)
    let colliding = collisions(labels, arranged)
    let previous = Infinity
    while (colliding.length > 0 && colliding.length < previous) {
      previous = colliding.length
      permuteAt(arranged, colliding, random)
      colliding = collisions(labels, arranged)
    }
    if (colliding.length === 0) return arranged
  }
  return swapCollisionsAway(labels, arranged, random)
}

function collisions(labels: Int32Array, arranged: Int32Array): number[] {
  const found: number[] = []
  for (let i = 0; i < labels.length; i++) if (labels[i] === arranged[i]) found.push(i)
  return found
}

function permuteAt(arranged: Int32Array, positions: number[], random: Generator): void {
  const moved = Int32Array.from(positions, (position) => arranged[position]!)
  random.shuffle(moved)
  positions.forEach((position, i) => (arranged[position] = moved[i]!))
}

/**
 * Swaps each colliding label c with one at a position that has c in neither role. Such a position always
 * exists: if c holds at most half of the n images, the positions with c in either role number at most
 * n − 1, since at the colliding one the two roles coincide. Each swap removes a collision and adds none.
 */
function swapCollisionsAway(labels: Int32Array, arranged: Int32Array, random: Generator): Int32Array {
  for (const i of collisions(labels, arranged)) {
    const label = labels[i]!
    if (arranged[i] !== label) continue
    // A random place to begin looking, so that no part of the data set is preferred.
    const from = random.integer(labels.length)
    for (let step = 0; step < labels.length; step++) {
      const j = (from + step) % labels.length
      if (labels[j] === label || arranged[j] === label) continue
      arranged[i] = arranged[j]!
      arranged[j] = label
      break
    }
  }
  return arranged
}

/** For each position an image of the wanted label: within each class a random permutation of its images. */
function imagesOfLabels(
  wanted: Int32Array,
  labels: Int32Array,
  images: Int32Array,
  random: Generator,
): Int32Array {
  const byLabel = new Map<number, number[]>()
  labels.forEach((label, i) => {
    const members = byLabel.get(label)
    if (members) members.push(images[i]!)
    else byLabel.set(label, [images[i]!])
  })
  // In the order of the labels, so that the pairs do not depend on which class comes first.
  const queues = new Map<number, Int32Array>()
  for (const label of [...byLabel.keys()].sort((a, b) => a - b)) {
    const members = Int32Array.from(byLabel.get(label)!)
    random.shuffle(members)
    queues.set(label, members)
  }
  const used = new Map<number, number>()
  return wanted.map((label) => {
    const position = used.get(label) ?? 0
    used.set(label, position + 1)
    return queues.get(label)![position]!
  })
}
