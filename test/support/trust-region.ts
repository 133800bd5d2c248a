/**
 * The small problems of one Brendel–Bethge step, solved in double precision by another method than the attack's:
 * Dykstra's alternating projections onto box, plane and ball (Boyle and Dykstra 1986), slow and simple.
 */

export interface SmallProblem {
  original: number[]
  current: number[]
  /** Of unit length. */
  normal: number[]
  offset: number
  radius: number
}

type Projection = (x: number[]) => number[]

const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
export const length = (a: number[]): number => Math.sqrt(dot(a, a))
export const minus = (a: number[], b: number[]): number[] => a.map((value, i) => value - b[i]!)

const onto = {
  box:
    (low: number[], high: number[]): Projection =>
    (x) =>
      x.map((value, i) => Math.min(high[i]!, Math.max(low[i]!, value))),
  plane:
    ({ current, normal, offset }: SmallProblem): Projection =>
    (x) => {
      const missing = offset - dot(normal, minus(x, current))
      return x.map((value, i) => value + missing * normal[i]!)
    },
  ball:
    ({ current, radius }: SmallProblem): Projection =>
    (x) => {
      const step = minus(x, current)
      const share = Math.min(1, radius / Math.max(length(step), 1e-300))
      return current.map((value, i) => value + share * step[i]!)
    },
}

function project(start: number[], sets: Projection[], rounds: number): number[] {
  let x = start
  const corrections = sets.map(() => start.map(() => 0))
  for (let round = 0; round < rounds; round++) {
    sets.forEach((projection, s) => {
      const moved = x.map((value, i) => value + corrections[s]![i]!)
      x = projection(moved)
      corrections[s] = minus(moved, x)
    })
  }
  return x
}

const ZEROS = (x: number[]): number[] => x.map(() => 0)
const ONES = (x: number[]): number[] => x.map(() => 1)
const ROUNDS = 4000
const MET = 1e-5

function isMet(
  { current, normal, offset, radius }: SmallProblem,
  point: number[],
  low: number[],
  high: number[],
) {
  const step = minus(point, current)
  return (
    Math.abs(offset - dot(normal, step)) < MET &&
    length(step) < radius + MET &&
    point.every((value, i) => value > low[i]! - MET && value < high[i]! + MET)
  )
}

/** The point of plane and box that is closest to the current one, from the multipliers at which a pixel meets a bound. */
function ontoPlaneInBox({ current, normal, offset }: SmallProblem, low: number[], high: number[]): number[] {
  const at = (lambda: number): number[] =>
    current.map((value, i) => Math.min(high[i]!, Math.max(low[i]!, value + lambda * normal[i]!)))
  const along = (point: number[]): number => dot(normal, minus(point, current))
  const breaks = [low, high]
    .flatMap((bounds) => bounds.map((bound, i) => (bound - current[i]!) / normal[i]!))
    .sort((a, b) => a - b)
  const after = breaks.findIndex((lambda) => along(at(lambda)) >= offset)
  if (after <= 0) return at(breaks[after === 0 ? 0 : breaks.length - 1]!)
  const [from, to] = [at(breaks[after - 1]!), at(breaks[after]!)]
  const share = (offset - along(from)) / (along(to) - along(from))
  return from.map((value, i) => value + share * (to[i]! - value))
}

/** The smallest distance that a feasible point has from the original, or null where there is none. */
export function smallestDistance(problem: SmallProblem, norm: 'L2' | 'Linf'): number | null {
  const { original } = problem
  const [low, high] = [ZEROS(original), ONES(original)]
  const sets = (lower: number[], upper: number[]) => [
    onto.ball(problem),
    onto.plane(problem),
    onto.box(lower, upper),
  ]
  const nearest = project(original, sets(low, high), ROUNDS)
  if (!isMet(problem, nearest, low, high)) return null
  if (norm === 'L2') return length(minus(nearest, original))
  let [without, within] = [0, 1]
  for (let halving = 0; halving < 14; halving++) {
    const epsilon = (without + within) / 2
    const lower = original.map((value) => Math.max(0, value - epsilon))
    const upper = original.map((value) => Math.min(1, value + epsilon))
    // The closest to the current point: if even that one is too far, none is near enough.
    const point = ontoPlaneInBox(problem, lower, upper)
    if (isMet(problem, point, lower, upper)) within = epsilon
    else without = epsilon
  }
  return within
}

/** How far along the normal, towards the plane, the box and the radius let one go: the largest |b·δ|, by projected ascent. */
export function furthestStep(problem: SmallProblem): number {
  const { original, current, normal, offset } = problem
  const sets = [onto.ball(problem), onto.box(ZEROS(original), ONES(original))]
  let point = current
  for (let step = 0; step < 150; step++) {
    const ahead = point.map((value, i) => value + Math.sign(offset) * problem.radius * normal[i]!)
    point = project(ahead, sets, 200)
  }
  return Math.abs(dot(normal, minus(point, current)))
}
