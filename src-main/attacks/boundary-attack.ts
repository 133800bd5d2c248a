/**
 * The boundary attack (Brendel et al. 2018, arXiv 1712.04248), decision-based, L2: from an adversarial image,
 * random steps along the sphere around the clean image and then towards it, kept when still adversarial; both
 * step lengths follow the rate of success. Needs many queries and no gradient.
 */
import * as tf from '../devices/tf'
import type { Tensor1D, Tensor4D } from '../devices/tf'
import type { Attack, AttackBatch, Proposal } from './attack'
import { rowGenerators } from './attack'
import { bisectToBoundary } from './line-search'
import { TINY, choose, column, dot, either, intoBox, iterate, l2, proposal, unit } from './rows'
import { rowNoise } from './row-noise'

export interface BoundaryAttackOptions {
  steps: number
  /** First step lengths along the sphere and towards the clean image, as proportions of the distance. */
  sphericalStep: number
  sourceStep: number
  /** Factor by which a step length adapts. */
  adaptation: number
}

const DEFAULTS: BoundaryAttackOptions = {
  steps: 5000,
  sphericalStep: 0.01,
  sourceStep: 0.01,
  adaptation: 1.5,
}

/** A step is lengthened after a success and shortened after a failure so that this proportion succeeds. */
const WANTED = 0.25

export function boundaryAttack(options: Partial<BoundaryAttackOptions> = {}): Attack {
  const settings = { ...DEFAULTS, ...options }
  return {
    name: 'boundary attack',
    settings: { ...settings },
    norms: ['L2'],
    goals: ['targeted', 'untargeted'],
    access: 'decision',
    needsStart: true,
    needsEpsilon: false,
    refines: false,
    propose: (batch) => propose(batch, settings),
  }
}

async function propose(batch: AttackBatch, settings: BoundaryAttackOptions): Promise<Proposal> {
  const { originals, oracle, signal } = batch
  const streams = rowGenerators(batch, 'boundary attack')
  const first = await bisectToBoundary(batch, 10)
  const rows: [number] = [originals.shape[0]]
  const start = tf.tidy(() => ({
    ...first,
    spherical: tf.fill<tf.Rank.R1>(rows, settings.sphericalStep),
    source: tf.fill<tf.Rank.R1>(rows, settings.sourceStep),
  }))
  // log-lengths perform a random walk without drift when a proportion WANTED of the steps succeeds.
  const longer = Math.pow(settings.adaptation, 0.1)
  const shorter = Math.pow(settings.adaptation, (-0.1 * WANTED) / (1 - WANTED))
  const end = await iterate(start, settings.steps, signal, (state) => {
    const toSource: Tensor4D = tf.sub(originals, state.image)
    const radius = l2(toSource)
    const direction = unit(toSource)
    const noise = rowNoise(streams, originals.shape, 'normal')
    const across: Tensor4D = tf.sub(noise, tf.mul(direction, column(dot(noise, direction))))
    const moved: Tensor4D = tf.add(state.image, tf.mul(unit(across), column(tf.mul(state.spherical, radius))))
    // Back onto the sphere, into the box, then towards the clean image.
    const outward: Tensor4D = tf.sub(moved, originals)
    const onSphere = intoBox(
      tf.add(originals, tf.mul(outward, column(tf.div(radius, tf.maximum(l2(outward), TINY))))),
    )
    const closer: Tensor4D = tf.add(onSphere, tf.mul(tf.sub(originals, onSphere), column(state.source)))
    const isSpherical: Tensor1D = tf.greater(oracle.excess(onSphere), 0)
    const distance = l2(tf.sub(closer, originals))
    const isMet: Tensor1D = tf.logicalAnd(
      tf.greater(oracle.excess(closer), 0),
      tf.less(distance, state.distance),
    )
    return {
      image: choose(isMet, closer, state.image),
      distance: tf.where(isMet, distance, state.distance),
      spherical: tf.mul<Tensor1D>(state.spherical, either(isSpherical, longer, shorter)),
      source: tf.minimum<Tensor1D>(tf.mul(state.source, either(isMet, longer, shorter)), 0.5),
    }
  })
  tf.dispose([end.spherical, end.source])
  return proposal({ image: end.image, distance: end.distance })
}
