/** The check that gradients do not mislead: it compares independent searches only. */
import { describe, expect, it } from 'vitest'
import { boundaryAttack } from '../../src-main/attacks/boundary-attack'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { compareBlackBox } from '../../src-main/studies/attack/black-box'
import { summariseBlocks } from '../../src-main/studies/attack/run-summary'
import { describeDevices } from '../support/devices'
import { linearModel, minimalL2 } from '../support/linear-model'
import { uniform } from '../support/seeded-values'
import type { AttackRequest } from '../../src-main/attacks/run-attack'
import type { AttackedImage } from '../../src-main/contract/kinds/attack/study'
import type { BlockData } from '../../src-main/contract/kinds/attack/units'

const [COUNT, NUMBERS, CLASSES] = [8, 12, 3]
const IMAGES = Float32Array.from(uniform(31, COUNT * NUMBERS), (u) => 0.25 + 0.5 * u)
const HASH = 'a'.repeat(64)

function attacked(index: number, distance: number): AttackedImage {
  return {
    index,
    label: 0,
    target: 1,
    status: 'found',
    distance,
    largest: distance,
    percentile99: distance,
    margin: 0.02,
    confidence: 0.9,
    prediction: 1,
    clean: { confidence: 0.9, prediction: 0 },
    queries: 2,
    forward: 1,
    backward: 1,
    foundBy: 'boundary refinement',
  }
}

/** Every image to the class that the model likes least. */
function requestFor(model: ReturnType<typeof linearModel>): AttackRequest {
  const named = Array.from({ length: COUNT }, (_, row) => {
    const logits = Array.from({ length: CLASSES }, (_, k) =>
      Array.from(
        { length: NUMBERS },
        (_, i) => IMAGES[row * NUMBERS + i]! * model.weights[i * CLASSES + k]!,
      ).reduce((sum, value) => sum + value, 0),
    )
    return logits.indexOf(Math.min(...logits))
  })
  return {
    network: model,
    classes: CLASSES,
    images: IMAGES,
    height: 1,
    width: NUMBERS,
    channels: 1,
    indices: named.map((_, i) => i),
    named,
    norm: 'L2',
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    attacks: [decoupledDirection({ steps: 10 })],
    epsilon: null,
    seed: 0,
    batchSize: COUNT,
  }
}

describeDevices('a short attack without gradients', () => {
  it('is silent beside the smallest perturbations there are, and speaks when they are three times as large', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const request = requestFor(model)
    const smallest = request.indices as number[]
    const exact = smallest.map((row) =>
      attacked(
        row,
        minimalL2(
          model,
          Float64Array.from(IMAGES.subarray(row * NUMBERS, (row + 1) * NUMBERS)),
          request.named[row]!,
        ),
      ),
    )
    expect(await compareBlackBox(exact, request)).toEqual([])
    const large = exact.map((image) => ({ ...image, distance: 3 * image.distance! }))
    const [warning, ...others] = await compareBlackBox(large, request)
    expect(others).toEqual([])
    expect(warning!.guard).toBe('black box beats white box')
    // Nothing to compare: the attack itself has no gradients, or stays at a size.
    expect(await compareBlackBox(large, { ...request, attacks: [boundaryAttack()] })).toEqual([])
    expect(await compareBlackBox(large, { ...request, epsilon: 0.5 })).toEqual([])
    model.dispose()
  })
})

describe('a search that goes on from what gradients have found', () => {
  it('is no black box, however much closer it comes', () => {
    const images = [0, 1, 2, 3].map((index) => attacked(index, 0.9))
    const of = (name: string, access: 'gradient' | 'decision', distance: number) => ({
      name,
      access,
      settings: {},
      distances: images.map(() => distance),
    })
    const block: BlockData = {
      images,
      attacks: [of('boundary refinement', 'gradient', 1), of('line search', 'decision', 0.9)],
      foundBy: ['line search'],
      signed: { plus: images.map(() => 0.9), minus: images.map(() => 0.9) },
    }
    const { warnings } = summariseBlocks([block], { norm: 'L2', subset: HASH, targets: HASH }, [])
    expect(warnings).toEqual([])
  })
})
