/** One step of Brendel–Bethge against an independent solver, on random small problems. */
import { expect, it } from 'vitest'
import { withinTrustRegion } from '../../src-main/attacks/trust-region'
import * as tf from '../../src-main/devices/tf'
import { describeDevices } from '../support/devices'
import { uniform } from '../support/seeded-values'
import { furthestStep, length, minus, smallestDistance } from '../support/trust-region'
import type { SmallProblem } from '../support/trust-region'

const [COUNT, NUMBERS] = [24, 6]

/** Where the images lie: in the middle of the box, or with half of their pixels at its bounds. */
type Where = 'inside' | 'at the box'

/** Distances of the plane and radii from tiny to larger than the box, in all combinations. */
const OFFSETS = [-0.3, -0.02, 0.004, 0.1, 0.6, 3]
const RADII = [0.01, 0.1, 0.4, 2]

function problems(where: Where): SmallProblem[] {
  const values = uniform(where === 'inside' ? 91 : 92, COUNT * NUMBERS * 3)
  return Array.from({ length: COUNT }, (_, p) => {
    const take = (part: number) =>
      Array.from(values.subarray((3 * p + part) * NUMBERS, (3 * p + part + 1) * NUMBERS))
    const pixel = (u: number) => (where === 'inside' ? 0.3 + 0.4 * u : Math.min(1, Math.max(0, 2 * u - 0.5)))
    const normal = take(2).map((u) => 2 * u - 1)
    return {
      original: take(0).map((u) => Math.fround(pixel(u))),
      current: take(1).map((u) => Math.fround(pixel(u))),
      normal: normal.map((value) => Math.fround(value / length(normal))),
      offset: OFFSETS[p % OFFSETS.length]!,
      radius: RADII[Math.trunc(p / OFFSETS.length)]!,
    }
  })
}

/** The device's points, one per problem. */
async function solve(all: SmallProblem[], norm: 'L2' | 'Linf'): Promise<number[][]> {
  const images = (rows: number[][]) => tf.tensor4d(rows.flat(), [rows.length, 1, NUMBERS, 1])
  const points = tf.tidy(() =>
    withinTrustRegion(
      {
        originals: images(all.map(({ original }) => original)),
        current: images(all.map(({ current }) => current)),
        normal: images(all.map(({ normal }) => normal)),
        offset: tf.tensor1d(all.map(({ offset }) => offset)),
        radius: tf.tensor1d(all.map(({ radius }) => radius)),
      },
      norm,
    ),
  )
  const values = Array.from(await points.data())
  points.dispose()
  return all.map((_, p) => values.slice(p * NUMBERS, (p + 1) * NUMBERS))
}

describeDevices('a step within the trust region', () => {
  for (const norm of ['L2', 'Linf'] as const) {
    for (const where of ['inside', 'at the box'] as const) {
      it(`is the closest that is allowed, or the furthest towards the boundary: ${norm}, ${where}`, async () => {
        const all = problems(where)
        const points = await solve(all, norm)
        let feasible = 0
        all.forEach((problem, p) => {
          const point = points[p]!
          const step = minus(point, problem.current)
          const along = step.reduce((sum, value, i) => sum + value * problem.normal[i]!, 0)
          expect(length(step), `radius ${p}`).toBeLessThan(problem.radius * 1.001)
          expect(point.every((value) => value >= 0 && value <= 1)).toBe(true)
          const expected = smallestDistance(problem, norm)
          if (expected === null) {
            expect(Math.abs(along) / furthestStep(problem), `problem ${p}`).toBeCloseTo(1, 2)
            expect(Math.sign(along)).toBe(Math.sign(problem.offset))
            return
          }
          feasible += 1
          expect(Math.abs(along - problem.offset), `plane ${p}`).toBeLessThan(
            2e-3 * Math.abs(problem.offset) + 1e-5,
          )
          const away = minus(point, problem.original)
          const found = norm === 'L2' ? length(away) : Math.max(...away.map(Math.abs))
          expect(Math.abs(found - expected), `problem ${p}: ${found}, not ${expected}`).toBeLessThan(
            0.003 * expected + 5e-4,
          )
        })
        // Both kinds of problem are among them.
        expect(feasible).toBeGreaterThan(5)
        expect(feasible).toBeLessThan(COUNT - 5)
      })
    }
  }
})
