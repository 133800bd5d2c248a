/**
 * Models of the Sensorium family: the public one against the responses that came with it, and small ones with other
 * parts against PyTorch (test/golden/neural/make_sensorium.py).
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../src-main/checkpoints/open'
import { decodeNpy } from '../../src-main/checkpoints/npy'
import { USUAL_SENSORIUM } from '../../src-main/contract/population'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { readSensorium } from '../../src-main/neural/sensorium/read'
import { sensoriumResponder } from '../../src-main/neural/sensorium/responder'
import { isSensorium, sensoriumStructure } from '../../src-main/neural/sensorium/structure'
import { ROOT } from '../support/root'
import type { SensoriumChoice } from '../../src-main/neural/sensorium/options'
import type { SensoriumContent } from '../../src-main/neural/sensorium/read'
import type { Responder } from '../../src-main/neural/population'
import type { Tensor4D } from '../../src-main/devices/tf'

const FIXTURE = join(ROOT, '../shared/fixtures/neural')
const GOLDEN = join(ROOT, 'test/golden/neural')
const USUAL: SensoriumChoice = {
  session: null,
  linear: false,
  padded: false,
  hiddenPadding: null,
  hiddenStride: 1,
  stack: null,
  behaviour: 0,
  eye: null,
  leaveAside: false,
  options: USUAL_SENSORIUM,
  noPositionTanh: false,
}

/** As the script says it: options that are as usual are left out. */
type Choice = Omit<SensoriumChoice, 'options'> & { options: Partial<SensoriumChoice['options']> }

interface Golden {
  height: number
  width: number
  images: number[]
  models: Record<
    string,
    { file: string; choice: Partial<Choice>; responses: number[]; neurons: number; gradient: number[] }
  >
}
const golden = JSON.parse(readFileSync(join(GOLDEN, 'sensorium.json'), 'utf8')) as Golden

async function read(path: string, { options, ...choice }: Partial<Choice> = {}): Promise<SensoriumContent> {
  const checkpoint = await openCheckpoint(path)
  try {
    const { tensors } = checkpoint.dictionaries.find((each) => isSensorium(each.tensors))!
    expect(isSensorium(tensors)).toBe(true)
    return await readSensorium(
      sensoriumStructure(tensors, '"it"'),
      tensors,
      { ...USUAL, ...choice, options: { ...USUAL_SENSORIUM, ...options } },
      '"it"',
    )
  } finally {
    await checkpoint.close()
  }
}

function responderOf({ state, source }: SensoriumContent, height: number, width: number): Responder {
  return sensoriumResponder(state, source, { height, width, mean: 113, sd: 60 })
}

function largestDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length)
  let largest = 0
  for (let i = 0; i < wanted.length; i++) largest = Math.max(largest, Math.abs(found[i]! - wanted[i]!))
  return largest
}

beforeAll(async () => {
  await registerOnnxruntime()
  await tf.setBackend('onnxruntime')
})

const present = existsSync(join(FIXTURE, 'sensorium_sota_model.pth'))
describe.skipIf(!present)(`the public model of mouse V1${present ? '' : ': ../shared is absent'}`, () => {
  it('answers as it does in PyTorch, to 1e-4', async () => {
    const content = await read(join(FIXTURE, 'sensorium_sota_model.pth'))
    expect(content).toMatchObject({ neurons: 7776, source: { session: '26872-17-20', readLayers: 1 } })
    const input = decodeNpy(readFileSync(join(FIXTURE, 'sensorium-input.npy')))
    const wanted = decodeNpy(readFileSync(join(FIXTURE, 'sensorium_sota_model.responses.npy')))
    const responder = responderOf(content, 36, 64)
    const images = tf.tensor4d(input.data as Float32Array, [8, 36, 64, 1])
    const responses = responder.responses(images)
    expect(responses.shape).toEqual([8, 7776])
    expect(largestDifference(await responses.data(), wanted.data as Float32Array)).toBeLessThan(1e-4)
    const before = tf.memory().numTensors
    tf.dispose(responder.responses(images))
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([images, responses])
    responder.dispose()
  })
})

describe.each(Object.entries(golden.models))(
  'the small model "%s"',
  (_name, { file, choice, responses, gradient }) => {
    it('answers as it does in PyTorch, and so does its gradient', async () => {
      const content = await read(join(GOLDEN, file), choice)
      const responder = responderOf(content, golden.height, golden.width)
      const images = tf.tensor4d(golden.images, [3, golden.height, golden.width, 1])
      const found = responder.responses(images)
      const scale = Math.max(1, ...responses.map(Math.abs))
      expect(largestDifference(await found.data(), responses) / scale).toBeLessThan(1e-5)
      const slope = tf.grad((x: tf.Tensor) => tf.sum(responder.responses(x as Tensor4D)))(images)
      expect(largestDifference(await slope.data(), gradient) / scale).toBeLessThan(1e-4)
      tf.dispose([images, found, slope])
      responder.dispose()
    })
  },
)

interface Family {
  height: number
  width: number
  images: number[]
  cases: {
    file: string
    choice: Partial<Choice>
    responses: number[]
    neurons: number
    gradient?: number[]
  }[]
}
const family = JSON.parse(readFileSync(join(GOLDEN, 'family.json'), 'utf8')) as Family

describe.each(family.cases)('$file, as users of the public code save models ($choice.session)', (saved) => {
  it('answers as it does in PyTorch', async () => {
    const content = await read(join(GOLDEN, saved.file), saved.choice)
    expect(content.neurons).toBe(saved.neurons)
    const responder = responderOf(content, family.height, family.width)
    const images = tf.tensor4d(family.images, [3, family.height, family.width, 1])
    const found = responder.responses(images)
    expect(largestDifference(await found.data(), saved.responses)).toBeLessThan(1e-5)
    if (saved.gradient) {
      const slope = tf.grad((x: tf.Tensor) => tf.sum(responder.responses(x as Tensor4D)))(images)
      expect(largestDifference(await slope.data(), saved.gradient)).toBeLessThan(1e-4)
      slope.dispose()
    }
    tf.dispose([images, found])
    responder.dispose()
  })
})

describe('what is to be chosen or does not fit', () => {
  const plain = join(GOLDEN, 'sensorium-plain.pth')

  it('several sessions are listed, and one that is not there is named', async () => {
    await expect(read(plain)).rejects.toThrow(
      /2 sessions.*"20457-5-9\.x" \(7 neurons\), "b" \(4 neurons\).*--session/,
    )
    await expect(read(plain, { session: 'c' })).rejects.toThrow(/no session "c"/)
    expect(await read(plain, { session: 'b' })).toMatchObject({ neurons: 4 })
  })

  it('what a file cannot tell is said, and options that contradict each other are refused', async () => {
    const open = join(GOLDEN, 'sensorium-open.pth')
    expect((await read(open)).remarks.join(' ')).toMatch(
      /As is usual, the convolutions behind the first layer are not dilated, and they have a stride of 1, and responses are ELU\(v\) \+ 1, and the predictor of places has a tanh at the end: the file cannot tell/,
    )
    const said = await read(open, { options: { dilation: 2, coreShift: [0.5, 1], nonlinearity: 'softplus' } })
    expect(said.remarks.join(' ')).toMatch(/dilated by 2 pixels.*ELU\(v − 0.5\) \+ 1.*are softplus of/s)
    expect(said.source.unusual).toMatchObject({ dilation: 2, lastLinear: false })
    expect((await read(open)).source).not.toHaveProperty('unusual')
    const lightning = { session: '22846-10-16' }
    const { remarks, source } = await read(join(GOLDEN, 'family-lightning.ckpt'), lightning)
    expect(remarks.join(' ')).toContain('kernels of 5 × 5, 3 × 3 and are all padded by 2 pixels')
    expect(source).toMatchObject({ hiddenPadding: 2 })
    expect((await read(open)).source).not.toHaveProperty('hiddenPadding')
    const strided = await read(join(GOLDEN, 'family-strided.pth'), { session: 'b', hiddenStride: 2 })
    expect(strided.source).toMatchObject({ hiddenStride: 2, eye: null })
    expect(strided.remarks.join(' ')).toMatch(
      /said that the convolutions behind its first layer have a stride of 2/,
    )
    expect(strided.remarks.join(' ')).toMatch(/are those of another session.* the eye does not shift it/)
    expect((await read(open)).source).not.toHaveProperty('hiddenStride')
    const seen = await read(join(GOLDEN, 'family-parallel.pth'), {
      session: 'a',
      padded: true,
      hiddenStride: 2,
    })
    expect(() => responderOf(seen, 18, 24)).toThrow(/side by side.*\(18 × 24, 9 × 12\).*padding or stride/)
    const apart = join(GOLDEN, 'family-apart.pth')
    expect((await read(apart)).remarks.join(' ')).toContain('takes the last 2 of 3 layers side by side')
    await expect(read(apart, { stack: [0, 1, 2] })).rejects.toThrow(
      /takes 6 channels.*those of --stack 0,1,2/,
    )
    await expect(read(apart, { stack: [0, 3] })).rejects.toThrow(/its layers 0 to 2/)
    await expect(read(open, { linear: true, options: { lastLinear: true } })).rejects.toThrow(/no ELU at all/)
    await expect(read(open, { options: { nonlinearity: 'relu', offset: 1 } })).rejects.toThrow(
      /--elu-offset 1 belongs to the nonlinearity elu, and relu was said/,
    )
    await expect(read(plain, { session: 'b', noPositionTanh: true })).rejects.toThrow(
      /places of their own .*--positions-without-tanh/,
    )
  })

  it.each([
    ['modulator.a.mlp.0.weight', 'modulators'],
    ['shifter.a.weight', 'other shifters'],
    ['core.features.layer0.seg_ex_block.se.1.weight', 'squeeze and excitation'],
    ['readout.a.remap_layers.0.weight', 'remapped positions'],
    ['readout.a.alpha', 'other shifters'],
  ])('%s cannot be left aside', async (part, words) => {
    const checkpoint = await openCheckpoint(plain)
    try {
      const tensors = [
        ...checkpoint.dictionaries[0]!.tensors,
        { ...checkpoint.dictionaries[0]!.tensors[0]!, name: part },
      ]
      await expect(
        readSensorium(
          sensoriumStructure(tensors, '"it"'),
          tensors,
          { ...USUAL, session: 'b', leaveAside: true },
          '"it"',
        ),
      ).rejects.toThrow(new RegExp(`"${part}", a part that its responses depend on.*${words}`))
    } finally {
      await checkpoint.close()
    }
  })

  it('what holds behaviour and the eye is said', async () => {
    const { remarks } = await read(join(GOLDEN, 'sensorium-plus.pth'), { linear: true, padded: true })
    expect(remarks.join(' ')).toMatch(/3 behavioural input channels are held at 0/)
    expect(remarks.join(' ')).toMatch(/eye position 0, 0/)
    await expect(read(join(GOLDEN, 'sensorium-plus.pth'), { eye: [1] })).rejects.toThrow(/takes 2/)
  })

  it('tensors that nobody understands are named, unless they are left aside', () => {
    const tensors = [
      { name: 'core.features.layer0.conv.weight', shape: [4, 1, 3, 3] },
      { name: 'readout.a._features', shape: [1, 4, 1, 2] },
      { name: 'readout.a._mu', shape: [1, 2, 1, 2] },
      { name: 'readout.a.sigma', shape: [1, 2, 2] },
      { name: 'modulator.a.weight', shape: [2] },
    ]
    expect(sensoriumStructure(tensors, '"it"').notUnderstood).toEqual(['modulator.a.weight'])
  })

  it('the older read-out, whose tensors have no underscore, is the same', () => {
    const tensors = [
      { name: 'core.features.layer0.conv.weight', shape: [4, 1, 3, 3] },
      { name: 'readout.a.features', shape: [1, 4, 1, 2] },
      { name: 'readout.a.mu', shape: [1, 2, 1, 2] },
      { name: 'readout.a.sigma', shape: [1, 2, 1, 2] },
      { name: 'readout.a.bias', shape: [2] },
    ]
    const { sessions, notUnderstood } = sensoriumStructure(tensors, '"it"')
    expect(notUnderstood).toEqual([])
    expect(sessions).toMatchObject([
      {
        name: 'a',
        neurons: 2,
        features: 'readout.a.features',
        positions: { kind: 'own', mu: 'readout.a.mu' },
      },
    ])
  })

  it.each([
    // AttentionReadout, FullFactorized2d, Gaussian3d and PointPooled2d of the public code.
    [
      ['features', [6, 6]],
      ['bias', [6]],
      /^"readout.a.features" in "it" has the shape \[6, 6\], and a point/,
    ],
    [['_features', [6, 6]], ['spatial', [6, 2, 2]], /^"readout.a._features" in "it" has the shape \[6, 6\]/],
    [
      ['features', [1, 1, 1, 6]],
      ['mu', [1, 1, 6, 1, 3]],
      /^"readout.a.mu" in "it" has the shape \[1, 1, 6, 1, 3\]/,
    ],
    [['features', [1, 4, 1, 6]], ['grid', [1, 6, 1, 2]], /^"it" has no "readout.a._mu", and no predictor/],
  ] as const)('another read-out is refused, with what tells: %j and %j', (first, second, words) => {
    const tensors = [
      { name: 'core.features.layer0.conv.weight', shape: [4, 1, 3, 3] },
      ...[first, second].map(([part, shape]) => ({ name: `readout.a.${part}`, shape })),
    ]
    expect(() => sensoriumStructure(tensors, '"it"')).toThrow(words)
  })

  it.each([
    [{ name: 'core.features.layer0.conv.weight', shape: [4, 1, 3, 3, 3] }, /has 5 axes/],
    [{ name: 'core.features.layer0.gconv.weight', shape: [4, 1, 3, 3] }, /no convolution.*gconv/],
  ])('a core of another kind is named', (first, words) => {
    const tensors = [first, { name: 'readout.a._features', shape: [1, 4, 1, 2] }]
    expect(() => sensoriumStructure(tensors, '"it"')).toThrow(words)
  })
})
