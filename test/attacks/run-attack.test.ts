/** The frame: statuses, limits, independence of batches, and the odd cases. */
import { expect, it } from 'vitest'
import { brendelBethge } from '../../src-main/attacks/brendel-bethge'
import { boundaryAttack } from '../../src-main/attacks/boundary-attack'
import { boundaryRefinement } from '../../src-main/attacks/boundary-refinement'
import { decoupledDirection } from '../../src-main/attacks/decoupled-direction'
import { deepFool } from '../../src-main/attacks/deep-fool'
import { fastGradient } from '../../src-main/attacks/fast-gradient'
import { fastMinimumNorm } from '../../src-main/attacks/fast-minimum-norm'
import { hopSkipJump } from '../../src-main/attacks/hop-skip-jump'
import { inspectModel, inspectResult } from '../../src-main/attacks/guards'
import { projectedGradient } from '../../src-main/attacks/projected-gradient'
import { runAttack } from '../../src-main/attacks/run-attack'
import type { AttackRequest } from '../../src-main/attacks/run-attack'
import { onTrack, whereNear } from '../../src-main/attacks/tracks'
import type { Attack } from '../../src-main/attacks/attack'
import * as tf from '../../src-main/devices/tf'
import { describeDevices } from '../support/devices'
import { linearModel } from '../support/linear-model'
import { uniform } from '../support/seeded-values'

const [HEIGHT, WIDTH, CLASSES, COUNT] = [4, 3, 3, 5]
const NUMBERS = HEIGHT * WIDTH

const CLEAN = Float32Array.from(uniform(60, COUNT * NUMBERS), (u) => 0.3 + 0.4 * u)

function scores(weights: Float64Array, i: number): number[] {
  return Array.from({ length: CLASSES }, (_, k) =>
    CLEAN.subarray(i * NUMBERS, (i + 1) * NUMBERS).reduce(
      (sum, x, n) => sum + x * weights[n * CLASSES + k]!,
      0,
    ),
  )
}

/** A request about the linear model: each image towards its second-best class. */
function request(model: ReturnType<typeof linearModel>, change: Partial<AttackRequest> = {}): AttackRequest {
  const named = Array.from({ length: COUNT }, (_, i) => {
    const found = scores(model.weights, i)
    return found.indexOf([...found].sort((a, b) => b - a)[1]!)
  })
  return {
    network: model,
    classes: CLASSES,
    images: CLEAN,
    height: HEIGHT,
    width: WIDTH,
    channels: 1,
    indices: named.map((_, i) => 100 + i),
    named,
    norm: 'L2',
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    attacks: [decoupledDirection({ steps: 30 }), boundaryRefinement({ steps: 20 })],
    epsilon: null,
    seed: 1,
    batchSize: 8,
    ...change,
  }
}

const untargeted = (model: ReturnType<typeof linearModel>): Partial<AttackRequest> => ({
  criterion: { goal: 'untargeted', margin: 0, confidence: null },
  named: Array.from({ length: COUNT }, (_, i) => {
    const found = scores(model.weights, i)
    return found.indexOf(Math.max(...found))
  }),
})

describeDevices('the frame of attacks', () => {
  it('stores what it has verified, inside [0,1], with the distance of what is stored', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const before = tf.memory().numTensors
    const result = await runAttack(request(model))
    expect(tf.memory().numTensors).toBe(before)
    for (const [i, image] of result.images.entries()) {
      expect(image).toMatchObject({ status: 'found', index: 100 + i, prediction: image.named, seed: 1 })
      const stored = result.adversarial.subarray(i * NUMBERS, (i + 1) * NUMBERS)
      expect(stored.every((value) => value >= 0 && value <= 1)).toBe(true)
      const distance = Math.hypot(...stored.map((value, k) => value - CLEAN[i * NUMBERS + k]!))
      expect(image.distance!).toBeCloseTo(distance, 6)
      expect(image.margin).toBeGreaterThan(0)
      expect(image.queries.backward).toBeGreaterThanOrEqual(30)
    }
    model.dispose()
  })

  it('gives the same bits however the images are split into blocks, and in any order', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const attacks = [decoupledDirection({ steps: 10 }), boundaryRefinement({ steps: 10 })]
    const whole = await runAttack(request(model, { attacks }))
    const { named, indices } = request(model)
    for (const order of [
      [0, 1],
      [2, 3, 4],
      [4, 0],
    ]) {
      const part = await runAttack(
        request(model, {
          attacks,
          images: Float32Array.from(
            order.flatMap((i) => Array.from(CLEAN.subarray(i * NUMBERS, (i + 1) * NUMBERS))),
          ),
          named: order.map((i) => named[i]!),
          indices: order.map((i) => indices[i]!),
        }),
      )
      order.forEach((i, row) => {
        expect(part.images[row]).toEqual(whole.images[i])
        expect(part.adversarial.subarray(row * NUMBERS, (row + 1) * NUMBERS)).toEqual(
          whole.adversarial.subarray(i * NUMBERS, (i + 1) * NUMBERS),
        )
      })
    }
    model.dispose()
  })

  it('keeps to ε, and says which images it could not change within it', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const free = await runAttack(request(model, { norm: 'Linf', attacks: [fastMinimumNorm({ steps: 60 })] }))
    const sizes = free.images.map(({ distance }) => distance!).sort((a, b) => a - b)
    const epsilon = (sizes[3]! + sizes[4]!) / 2
    for (const [least, attacks] of [
      [1, [projectedGradient('Linf')]],
      // One step in the direction of the cross-entropy, which is not that of the margin: it may miss all.
      [0, [fastGradient()]],
    ] as const) {
      const result = await runAttack(request(model, { norm: 'Linf', attacks, epsilon }))
      const found = result.images.filter(({ status }) => status === 'found')
      expect(found.length).toBeGreaterThanOrEqual(least)
      expect(found.length).toBeLessThan(COUNT)
      for (const { distance } of found) expect(distance!).toBeLessThanOrEqual(epsilon)
      for (const { status, distance } of result.images) if (status !== 'found') expect(distance).toBeNull()
      expect(inspectResult(result).map(({ guard }) => guard)).toContain('incomplete success')
    }
    model.dispose()
  })

  it('knows images that already are their target, and reports a lie of an attack', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const all = await runAttack(request(model, { named: untargeted(model).named! }))
    expect(all.images.every(({ status, distance }) => status === 'already target' && distance === 0)).toBe(
      true,
    )
    expect(all.adversarial).toEqual(CLEAN)
    expect(inspectResult(all)).toEqual([{ guard: 'already target', images: 5, of: 5 }])
    const liar: Attack = {
      ...decoupledDirection(),
      name: 'liar',
      propose: ({ originals }) =>
        Promise.resolve({ images: tf.clone(originals), found: tf.ones([originals.shape[0]]) }),
    }
    const result = await runAttack(request(model, { attacks: [liar] }))
    expect(new Set(result.images.map(({ status }) => status))).toEqual(new Set(['not verified']))
    model.dispose()
  })

  it('lets one broken image fail alone', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const broken = CLEAN.slice()
    broken[2 * NUMBERS + 1] = NaN
    const sound = await runAttack(request(model))
    const result = await runAttack(request(model, { images: broken }))
    expect(result.images[2]!.status).toBe('start failed')
    for (const i of [0, 1, 3, 4]) expect(result.images[i]).toEqual(sound.images[i])
    model.dispose()
  })

  it('looks for a start once, with the images alone that have none', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    let asked = 0
    const stubborn = {
      logits: (images: tf.Tensor4D): tf.Tensor2D => {
        asked += images.shape[0]
        const classOne = tf.slice(model.logits(images), [0, 1], [-1, 1])
        // Class 2 is never the answer, class 1 always.
        return tf.concat([tf.zerosLike(classOne), tf.add(tf.abs(classOne), 1), tf.zerosLike(classOne)], 1)
      },
    }
    const count = 20
    const named = Array.from({ length: count }, (_, i) => (i === 3 ? 2 : 1))
    const attacks = [brendelBethge({ steps: 1 }), brendelBethge({ steps: 2 })]
    const result = await runAttack(
      request(model, {
        attacks,
        network: stubborn,
        images: Float32Array.from({ length: count * NUMBERS }, (_, i) => CLEAN[i % CLEAN.length]!),
        indices: named.map((_, i) => i),
        named,
        criterion: { goal: 'targeted', margin: 0, confidence: null },
        batchSize: 32,
      }),
    )
    expect(result.images[3]).toMatchObject({ status: 'start failed', queries: { forward: 101 } })
    // The clean images, padded to 32, then a hundred tries of one image, padded to 8.
    expect(asked).toBe(32 + 100 * 8)
    model.dispose()
  })

  it('follows a track from its own image, and leaves it where it is too far', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const seen: { name: string; rows: number; sizes: Float32Array }[] = []
    const spy = (name: string): Attack => ({
      ...brendelBethge(),
      name,
      propose: async ({ originals, best }) => {
        const sizes = tf.tidy(() => tf.norm(tf.reshape(tf.sub(best, originals), [-1, NUMBERS]), 2, 1))
        seen.push({ name, rows: originals.shape[0], sizes: await sizes.data<'float32'>() })
        sizes.dispose()
        return { images: tf.clone(best), found: tf.ones([originals.shape[0]]) }
      },
    })
    const clean: Attack = { ...spy('needs no start'), needsStart: false }
    const result = await runAttack(
      request(model, {
        attacks: [
          decoupledDirection({ steps: 30 }),
          onTrack(spy('not begun'), { number: 1, begins: false, within: Infinity }),
          onTrack(spy('begins'), { number: 1, begins: true, within: Infinity }),
          onTrack(spy('goes on'), { number: 1, begins: false, within: 1000 }),
          onTrack(spy('too far'), { number: 1, begins: false, within: 1.001 }),
          whereNear(spy('near'), 1, 1000),
          whereNear(spy('not near'), 1, 1.001),
          onTrack(spy('too far to begin'), { number: 2, begins: true, within: 1.001 }),
          onTrack(spy('another'), { number: 2, begins: true, within: Infinity }),
          onTrack(spy('too far from the first'), { number: 3, begins: true, after: 1, within: 1.001 }),
          onTrack(clean, { number: 3, begins: true, after: 1, within: 1000 }, 'from the clean image'),
          onTrack(spy('after nothing'), { number: 4, begins: true, after: 3, within: Infinity }),
        ],
        // Corners of the box are far away from everything.
        pool: {
          labels: Int32Array.from({ length: 300 }, (_, i) => i % CLASSES),
          read: (wanted) =>
            Promise.resolve(Float32Array.from(uniform(1000 + wanted[0]!, NUMBERS), (u) => (u < 0.5 ? 0 : 1))),
        },
      }),
    )
    model.dispose()
    expect(seen.map(({ name }) => name)).toEqual(['begins', 'goes on', 'near', 'another', 'needs no start'])
    const [begins, goesOn, near, another, needsNoStart] = seen
    // What it proposes, the clean image, is refused, so the track has nothing after which another may begin.
    expect([...needsNoStart!.sizes].every((size) => size === 0)).toBe(true)
    result.images.forEach(({ distance }, i) => {
      expect(begins!.sizes[i]!).toBeGreaterThan(2 * distance!)
      expect(goesOn!.sizes[i]).toBe(begins!.sizes[i])
      // Not on the track: from the best of all.
      expect(near!.sizes[i]!).toBeCloseTo(distance!, 5)
    })
    expect([...another!.sizes]).not.toEqual([...begins!.sizes])
  })

  it('says "start failed" for a model that never answers with the target', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const stubborn = {
      logits: (images: tf.Tensor4D): tf.Tensor2D =>
        tf.add(tf.mul(model.logits(images), 0.001), tf.tensor2d([5, 0, 0], [1, CLASSES])),
    }
    const attacks = [decoupledDirection({ steps: 5 }), brendelBethge({ steps: 3 })]
    const result = await runAttack(request(model, { network: stubborn, named: [1, 2, 1, 2, 1], attacks }))
    expect(
      result.images.every(({ status, distance }) => status === 'start failed' && distance === null),
    ).toBe(true)
    model.dispose()
  })

  it.each([
    [
      'margin',
      { goal: 'targeted', margin: 0.4, confidence: null },
      (image: { margin: number }) => image.margin > 0.4,
    ],
    [
      'confidence',
      { goal: 'targeted', margin: 0, confidence: 0.6 },
      (image: { confidence: number }) => image.confidence >= 0.6,
    ],
  ] as const)('meets a %s', async (_name, criterion, isMet) => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const plain = await runAttack(request(model))
    const result = await runAttack(request(model, { criterion }))
    result.images.forEach((image, i) => {
      expect(image.status).toBe('found')
      expect(isMet(image)).toBe(true)
      expect(image.distance!).toBeGreaterThan(plain.images[i]!.distance!)
    })
    model.dispose()
  })

  it.each([
    ['boundary attack', boundaryAttack({ steps: 200, sphericalStep: 0.2, sourceStep: 0.2 })],
    ['HopSkipJump', hopSkipJump({ iterations: 3, initialEvaluations: 20 })],
    ['DeepFool', deepFool({ steps: 10 })],
  ])('%s finds untargeted perturbations', async (_name, attack) => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const before = tf.memory().numTensors
    const exact = await runAttack(request(model, untargeted(model)))
    const result = await runAttack(request(model, { ...untargeted(model), attacks: [attack] }))
    result.images.forEach(({ status, distance }, i) => {
      expect(status).toBe('found')
      expect(distance! / exact.images[i]!.distance!).toBeLessThan(3)
    })
    expect(tf.memory().numTensors).toBe(before)
    model.dispose()
  })

  it('warns of what makes results untrustworthy', async () => {
    const model = linearModel(NUMBERS, CLASSES, 61)
    const images = tf.tensor4d(CLEAN, [COUNT, HEIGHT, WIDTH, 1])
    const classes = tf.cast(
      tf.oneHot(tf.tensor1d([1, 1, 1, 1, 1], 'int32'), CLASSES) as tf.Tensor2D,
      'float32',
    )
    const goal = {
      criterion: { goal: 'targeted', margin: 0, confidence: null },
      classes,
      margin: tf.tensor1d([0]),
    } as const
    const guards = async (logits: (x: tf.Tensor4D) => tf.Tensor2D) =>
      (await inspectModel({ logits }, images, goal)).map(({ guard }) => guard)
    expect(await guards((x) => tf.mul(model.logits(x), tf.exp(model.logits(x))))).toEqual([])
    expect(await guards((x) => tf.softmax(model.logits(x)))).toEqual(['softmax output'])
    expect(await guards((x) => tf.round(model.logits(x)))).toContain('zero gradient')
    let pass = 0
    expect(await guards((x) => tf.add(tf.square(model.logits(x)), tf.scalar(pass++)))).toContain(
      'randomised model',
    )
    model.dispose()
  })
})

it('refuses what cannot be asked', async () => {
  await tf.setBackend('cpu')
  const model = linearModel(NUMBERS, CLASSES, 61)
  const ask = (change: Partial<AttackRequest>) => runAttack(request(model, change))
  await expect(ask({ norm: 'Linf' })).rejects.toThrow('The attack DDN does not measure in L∞')
  await expect(ask({ attacks: [fastGradient()] })).rejects.toThrow('The attack FGSM needs a fixed size ε')
  await expect(ask({ named: [3, 0, 0, 0, 0] })).rejects.toThrow("Image 100 has the class '3'")
  await expect(ask({ epsilon: 0 })).rejects.toThrow("The ε '0' is not allowed")
  await expect(ask({ criterion: { goal: 'targeted', margin: -1, confidence: null } })).rejects.toThrow(
    "The margin '-1' is not allowed",
  )
  const stopped = AbortSignal.abort(new Error('stopped'))
  await expect(ask({ signal: stopped })).rejects.toThrow('stopped')
  model.dispose()
})
