/** Training with responses of neurons beside the classification (methods N.7): resumable, and it does what it says. */
import { expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { generator } from '../../src-main/random/generator'
import { dataOf, decodeState, encodeState } from '../../src-main/studies/sweep/state-file'
import { RECIPES } from '../../src-main/training/recipe'
import { trainEpochs } from '../../src-main/training/train'
import { describeDevices } from '../support/devices'
import { memoryDataSet } from '../support/memory-data-set'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import type { CoTrainingTerm } from '../../src-main/training/neural-term'
import type { TrainingOptions, TrainingState } from '../../src-main/training/train'

const configuration: NetworkConfiguration = {
  ...{ architecture: 'resnet18', width: 2, stem: 'cifar', classes: 3, channels: 1, size: 8 },
  ...{ mean: [0.5], std: [0.2], sigma: null },
}
const recipe = {
  ...RECIPES.demo,
  ...{ epochs: 3, batchSize: 16, learningRate: 0.05, validationFraction: 0.2 },
}
const data = memoryDataSet(90, 8, 1, 3)
const NEURONS = 5
const COUNT = 24

/** Neurons that answer to the mean of a quarter of the image. */
async function term(layer = 'section1'): Promise<CoTrainingTerm> {
  const stream = generator(2, 'neurons')
  const pixels = await data.read(Int32Array.from({ length: COUNT }, (_, i) => i))
  const weights = Array.from({ length: NEURONS }, () => 1 + stream.uniform())
  const responses = Float32Array.from({ length: COUNT * NEURONS }, (_, at) => {
    const [image, neuron] = [Math.floor(at / NEURONS), at % NEURONS]
    let sum = 0
    for (let y = 0; y < 4; y++)
      for (let x = 0; x < 4; x++)
        sum += pixels[image * 64 + (y + 4 * (neuron & 1)) * 8 + x + 4 * ((neuron >> 1) & 1)]! / 16
    return 3 * weights[neuron]! * sum
  })
  return {
    kind: 'co-training',
    layers: [layer],
    batchSize: 8,
    images: { count: COUNT, neurons: NEURONS, responses, read: (chosen) => data.read(chosen) },
  }
}

const options = async (): Promise<TrainingOptions> => ({
  ...{ configuration, recipe, data, seed: 5, from: null, epochs: 3 },
  neural: await term(),
})

const bits = (state: StateDictionary): string[] =>
  [...state].map(([name, { data: values }]) =>
    [name, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex')].join(' '),
  )
const besideBits = ({ beside }: TrainingState): string[] => [
  ...bits(beside!.values),
  ...bits(beside!.momentum),
]

describeDevices('co-training with responses', () => {
  it('goes on from a stored state exactly as if it had never stopped, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const asked = await options()
    const whole = await trainEpochs(asked)
    const part = await trainEpochs({ ...asked, epochs: 2 })
    const stored = decodeState(encodeState(part), dataOf(part))
    const resumed = await trainEpochs({ ...asked, from: stored, epochs: 2 })
    expect(bits(resumed.model)).toEqual(bits(whole.model))
    expect(besideBits(resumed)).toEqual(besideBits(whole))
    expect([...whole.beside!.values.keys()]).toEqual(['positions', 'features', 'bias', 'uncertainty'])
    // What had not moved would be the same without having been kept.
    for (const [name, { data: values }] of whole.beside!.values)
      expect(bits(new Map([[name, { shape: [], dtype: 'float32', data: values }]]))).not.toEqual(
        bits(new Map([[name, part.beside!.values.get(name)!]])),
      )
    expect(tf.memory().numTensors).toBe(before)
  })

  it('learns the responses, within the image, and leaves the running statistics to the classified images', async () => {
    const asked = await options()
    const longer = await trainEpochs({ ...asked, recipe: { ...recipe, epochs: 12 }, epochs: 12 })
    const errors = longer.history.map(({ neuralLoss }) => neuralLoss!)
    expect(errors.at(-1)).toBeLessThan(0.5 * errors[0]!)
    for (const place of longer.beside!.values.get('positions')!.data)
      expect(Math.abs(place)).toBeLessThanOrEqual(1)
    expect(longer.model.get('conv0.1.num_batches_tracked')!.data[0]).toBe(48)
  })

  it('reads a convolution by its name, and refuses what has no places or is not there', async () => {
    const asked = await options()
    const once = { ...asked, epochs: 1 }
    const trained = await trainEpochs({ ...once, neural: await term('layer3.0.conv1') }).catch(
      (error: unknown) => (error as Error).message,
    )
    // Which names there are is the architecture's; the refusal says one of them.
    const named = typeof trained === 'string' ? /e\.g\. (\S+)\.$/.exec(trained)?.[1] : 'layer3.0.conv1'
    const found = await trainEpochs({ ...once, neural: await term(named) })
    expect(found.beside!.values.get('features')!.shape[1]).toBe(NEURONS)
    await expect(trainEpochs({ ...once, neural: await term('logits') })).rejects.toThrow(
      'The layer "logits" has no places, which a read-out of neurons needs',
    )
    await expect(trainEpochs({ ...once, neural: await term('section9') })).rejects.toThrow(
      'The network has no layer "section9": there are section1',
    )
  })
})
