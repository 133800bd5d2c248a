/**
 * Which of several ways to do something is right most often, where each try costs: all of them are tried on a few
 * images, and on more only those that chance may have put behind the best: one is left behind where the 99.9 % intervals of the
 * two do not meet. Of those that cannot be told apart only the best few are compared on all images, so that among equals
 * another may be a little better on all of them.
 */
import { wilson } from '../../statistics/wilson'

export interface Contestant {
  /** Share of right answers, 0 to 1. */
  accuracy: number
  /** How many images that was on. */
  images: number
}

/** Of the intervals that must not meet: 99.9 % each, two-sided. */
const Z = 3.29
/** Of those that cannot be told apart on fewer images, so many are compared on all. */
const MOST_ON_ALL = 8
/** Two stages before all images: enough to tell a right reading from most wrong ones, and to order the rest. */
const STAGES = [50, 150]

/** On how many images something is tried one after another. @param images all that there are, at least one */
export function stagesOf(images: number): number[] {
  return [...STAGES.filter((stage) => 1.5 * stage <= images), images]
}

/** Whether it is behind by more than chance. */
export function isBehind(one: Contestant, best: Contestant): boolean {
  return wilson(one.accuracy, one.images, Z).high < wilson(best.accuracy, best.images, Z).low
}

/** Accuracies on different numbers of images are not comparable: what was tried on more stands before. */
export function ranking<One extends Contestant>(
  unusualness: (one: One) => number,
): (one: One, other: One) => number {
  return (one, other) =>
    other.images - one.images || other.accuracy - one.accuracy || unusualness(one) - unusualness(other)
}

/**
 * Tries again what is not behind, stage by stage, until the first has been tried on all images. Sorts in place.
 * @param again puts what it finds in the place of what it was given; false where it cannot be done, which is then left
 */
export async function contest<One extends Contestant>(
  all: One[],
  stages: readonly number[],
  rank: (one: One, other: One) => number,
  again: (one: One, images: number) => Promise<boolean>,
): Promise<void> {
  const left = new Set<One>()
  const best = (): One | undefined => all.sort(rank)[0]
  for (const images of stages) {
    const first = best()
    if (!first) return
    const contenders = all
      .filter((one) => one.images < images && !left.has(one) && !isBehind(one, first))
      .sort((one, other) => other.accuracy - one.accuracy || rank(one, other))
    const places = images === stages.at(-1) ? MOST_ON_ALL : contenders.length
    for (const one of contenders.slice(0, places)) if (!(await again(one, images))) left.add(one)
  }
  best()
}
