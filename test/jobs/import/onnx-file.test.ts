/**
 * Files of ONNX models as their programs write them: with values beside them, with one output for two classes, with
 * several outputs, with a normaliser for 0 to 255, and graphs that cannot be run. Each is a mean over the image
 * times a matrix, so that its logits can be written down.
 */
import { onnx } from 'onnx-proto'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDevice } from '../../../src-main/devices/choose'
import * as tf from '../../../src-main/devices/tf'
import { checkRuns } from '../../../src-main/jobs/import/check-runs'
import { smallestWords } from '../../../src-main/jobs/import/probable'
import { handleImport } from '../../../src-main/jobs/import/handle-import'
import { readOnnx } from '../../../src-main/checkpoints/onnx/read-graph'
import { onnxNetwork } from '../../../src-main/networks/onnx/network'
import { withoutFinalSoftmax } from '../../../src-main/networks/onnx/rewrite'
import { chooseNormaliser } from '../../../src-main/jobs/import/choose'
import { OpenedFile } from '../../../src-main/jobs/import/opened-file'
import { floats, information, integers, node, onnxBytes } from '../../support/onnx-model'
import type { ImportChoice } from '../../../src-main/contract/import/import'
import type { LoadedModel } from '../../../src-main/jobs/import/loaded-model'
import type { ModelParts } from '../../support/onnx-model'

const SIDE = 4
const weight = floats('w', [3, 3], [1, 2, -1, 0.5, -2, 3, 1, 1, 1])
const column = floats('column', [3, 1], [1, -2, 0.5])
const means = [node('GlobalAveragePool', ['images'], 'means'), node('Flatten', ['means'], 'x')]
const product = node('MatMul', ['x', 'w'], 'logits')

let home: string
beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-onnx-import-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function load(
  parts: ModelParts | Uint8Array,
  choice: Omit<ImportChoice, 'file'> = {},
): Promise<LoadedModel> {
  const path = join(home, 'model.onnx')
  await writeFile(path, parts instanceof Uint8Array ? parts : onnxBytes(parts))
  const file = await OpenedFile.open(path)
  try {
    const chosen = file.choose({ file: path, ...choice })
    const normaliser = chooseNormaliser(chosen.candidate, choice.normaliser)
    return (await file.read(chosen)).with(normaliser)
  } finally {
    await file.close()
  }
}

/** Logits for an image of one colour. */
async function answer(model: LoadedModel, colour: readonly [number, number, number]): Promise<number[]> {
  const network = model.network()
  const pixels = Array.from({ length: SIDE * SIDE }, () => colour).flat()
  const logits = tf.tidy(() => network.logits(tf.tensor4d(pixels, [1, SIDE, SIDE, 3])))
  const values = Array.from(await logits.data())
  logits.dispose()
  network.dispose()
  return values
}

const COLOUR = [0.2, 0.4, 0.6] as const
const none = { normaliser: { kind: 'preset', name: 'none' } } as const
/** [0.2, 0.4, 0.6] times w. */
const LOGITS = [1, 0.2, 1.6]

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length)
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(wanted[i]!, 5)
}

describe('values in a file beside the model', () => {
  const external = (location: string): Uint8Array => {
    const model = onnx.ModelProto.decode(onnxBytes({ nodes: [...means, product], tensors: [weight] }))
    const [tensor] = model.graph!.initializer!
    tensor!.rawData = new Uint8Array()
    tensor!.dataLocation = onnx.TensorProto.DataLocation.EXTERNAL
    tensor!.externalData = [
      { key: 'location', value: location },
      { key: 'offset', value: '4' },
      { key: 'length', value: '36' },
    ]
    return onnx.ModelProto.encode(model).finish()
  }

  it('are read, and stored within the model', async () => {
    await writeFile(join(home, 'model.onnx.data'), Uint8Array.of(9, 9, 9, 9, ...weight.rawData!))
    const model = await load(external('model.onnx.data'), none)
    expectClose(await answer(model, COLOUR), LOGITS)
    expect(onnx.ModelProto.decode(model.bytes()).graph!.initializer![0]!.externalData).toEqual([])
  })

  it.each(['../secret', '/etc/hostname', 'a/../../b', 'C:\\secret'])(
    'are not looked for in "%s"',
    async (location) => {
      await expect(load(external(location), none)).rejects.toThrow(
        /which is not a file in the model's own folder; it is not opened/,
      )
    },
  )

  it('are no folder and no pipe', async () => {
    await symlink('/dev/zero', join(home, 'endless'))
    await expect(load(external('endless'), none)).rejects.toThrow(/is a link to a place outside/)
  })
})

describe('one output for two classes', () => {
  it.each([
    ['a row of one', ['n', 1], []],
    ['a vector', ['n'], [node('Squeeze', ['p', 'axes'], 'out')]],
  ])('%s: the logits 0 and z, a sigmoid cut', async (_, shape, flatten) => {
    const z = flatten.length === 0 ? 'out' : 'p'
    const model = await load(
      {
        nodes: [...means, node('MatMul', ['x', 'column'], 'z'), node('Sigmoid', ['z'], z), ...flatten],
        tensors: [column, integers('axes', [1])],
        outputs: [information('out', shape)],
      },
      none,
    )
    expect(model.configuration.classes).toBe(2)
    // 0.2 − 0.8 + 0.3
    expectClose(await answer(model, COLOUR), [0, -0.3])
    expect(await checkRuns(model, 'model.onnx')).toEqual([])
  })
})

describe('a probability of each class by itself', () => {
  it('gives the logits, its sigmoid cut, also where it is one of two outputs', async () => {
    const sigmoid = [...means, node('MatMul', ['x', 'w'], 'z'), node('Sigmoid', ['z'], 'logits')]
    expectClose(await answer(await load({ nodes: sigmoid, tensors: [weight] }, none), COLOUR), LOGITS)
    const outputs = [information('x', ['n', 3]), information('logits', ['n', 3])]
    const second = await load({ nodes: sigmoid, tensors: [weight], outputs }, { ...none, output: 'logits' })
    expectClose(await answer(second, COLOUR), LOGITS)
  })
})

describe('averages of probabilities', () => {
  const two = [
    ...[...means, node('MatMul', ['x', 'w'], 'a'), node('MatMul', ['x', 'v'], 'b')],
    ...[node('Softmax', ['a'], 'pa'), node('Softmax', ['b'], 'pb')],
  ]
  const sigmoids = [...two.slice(0, 4), node('Sigmoid', ['a'], 'pa'), node('Sigmoid', ['b'], 'pb')]
  const tensors = [
    ...[weight, floats('v', [3, 3], [-1, 0, 2, 1, 1, 0, 0, 3, -2]), floats('half', [], [0.5])],
    ...[floats('two', [], [2]), integers('first', [0]), floats('shares', [2, 1, 1], [0.25, 0.75])],
  ]
  const stacked = [
    ...[node('Unsqueeze', ['pa', 'first'], 'sa'), node('Unsqueeze', ['pb', 'first'], 'sb')],
    node('Concat', ['sa', 'sb'], 'all', { axis: 0 }),
  ]
  const reduced = { axes: [0], keepdims: 0 }
  const mean = [node('Add', ['pa', 'pb'], 'sum'), node('Mul', ['sum', 'half'], 'logits')]

  // [0.2, 0.4, 0.6] times v.
  const OTHER = [0.2, 2.2, -0.8]
  const softmax = (z: number[]): number[] => {
    const e = z.map((value) => Math.exp(value))
    return e.map((value) => value / e.reduce((sum, each) => sum + each))
  }
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
  const average = (a: number[], b: number[], share = 0.5): number[] =>
    a.map((value, i) => share * value + (1 - share) * b[i]!)
  const ROWS = average(softmax(LOGITS), softmax(OTHER)).map(Math.log)
  const odds = (p: number[]): number[] => p.map((each) => Math.log(each / (1 - each)))
  const ODDS = odds(average(LOGITS.map(sigmoid), OTHER.map(sigmoid)))

  let written = 0
  async function imported(parts: ModelParts): Promise<{ logits: number[]; reasons: string[] }> {
    const [path, weightsPath] = [join(home, 'ensemble.onnx'), join(home, `imported-${written++}.onnx`)]
    await writeFile(path, onnxBytes({ tensors, ...parts }))
    const message = await handleImport(
      {
        request: 'import file',
        ...{ choice: { file: path, ...none }, weightsPath, device: 'onnxruntime-cpu', threads: 1 },
      },
      undefined as never,
      () => Promise.resolve(),
    )
    if (message.message !== 'imported file') throw new Error('not imported')
    const network = onnxNetwork(
      withoutFinalSoftmax(readOnnx(await readFile(weightsPath))),
      message.configuration,
    )
    const model = { configuration: message.configuration, network: () => network }
    return {
      logits: await answer(model as unknown as LoadedModel, COLOUR),
      reasons: message.provenance.reasons,
    }
  }

  it.each([
    ['half of a sum', mean, ROWS],
    ['a Mean', [node('Mean', ['pa', 'pb'], 'logits')], ROWS],
    ['a stack and its mean', [...stacked, node('ReduceMean', ['all'], 'logits', reduced)], ROWS],
    [
      'a weighted stack and its sum',
      [
        ...[...stacked, node('Mul', ['all', 'shares'], 'weighed')],
        node('ReduceSum', ['weighed', 'first'], 'logits', { keepdims: 0 }),
      ],
      average(softmax(LOGITS), softmax(OTHER), 0.25).map(Math.log),
    ],
    [
      'a sum that is not divided',
      [node('Add', ['pa', 'pb'], 'logits')],
      ROWS.map((value) => value + Math.log(2)),
    ],
    [
      'the logarithm of the mean',
      [...mean.slice(0, 1), node('Mul', ['sum', 'half'], 'p'), node('Log', ['p'], 'logits')],
      ROWS,
    ],
  ])('%s of softmaxes become logits', async (_, nodes, wanted) => {
    const { logits, reasons } = await imported({ nodes: [...two, ...nodes] })
    expectClose(logits, wanted)
    const isLogits = nodes.at(-1)!.opType === 'Log'
    expect(reasons.some((reason) => reason.includes('probabilities, not logits'))).toBe(!isLogits)
  })

  it.each([
    ['half of a sum', mean, ODDS],
    ['a stack and its mean', [...stacked, node('ReduceMean', ['all'], 'logits', reduced)], ODDS],
    ['a sum', [node('Add', ['pa', 'pb'], 'logits')], ODDS],
    [
      'a weighted stack and its sum',
      [
        ...[...stacked, node('Mul', ['all', 'shares'], 'weighed')],
        node('ReduceSum', ['weighed', 'first'], 'logits', { keepdims: 0 }),
      ],
      odds(average(LOGITS.map(sigmoid), OTHER.map(sigmoid), 0.25)),
    ],
  ])('%s of sigmoids become log-odds', async (_, nodes, wanted) => {
    const { logits, reasons } = await imported({ nodes: [...sigmoids, ...nodes] })
    expectClose(logits, wanted)
    expect(reasons.join(' ')).toMatch(/probabilities of each class by itself/)
  })

  it('of two classes as one number become its log-odds', async () => {
    const nodes = [
      ...[...means, node('MatMul', ['x', 'column'], 'z'), node('Sigmoid', ['z'], 'pa')],
      ...[node('Neg', ['z'], 'n'), node('Mul', ['n', 'half'], 'h'), node('Sigmoid', ['h'], 'pb'), ...mean],
    ]
    const { logits } = await imported({
      ...{ nodes, tensors: [...tensors, column], outputs: [information('logits', ['n', 1])] },
    })
    const p = (sigmoid(-0.3) + sigmoid(0.15)) / 2
    expectClose(logits, [0, Math.log(p / (1 - p))])
  })

  it('are known by their numbers, too, where the softmax is written out', async () => {
    const nodes = [
      ...[...means, node('MatMul', ['x', 'w'], 'z'), node('Exp', ['z'], 'e')],
      node('ReduceSum', ['e', 'last'], 's', { keepdims: 1 }),
      node('Div', ['e', 's'], 'logits'),
    ]
    const { logits, reasons } = await imported({ nodes, tensors: [...tensors, integers('last', [-1])] })
    expectClose(logits, softmax(LOGITS).map(Math.log))
    expect(reasons.join(' ')).toMatch(/those of each image add up to 1/)
  })

  it('as negative logarithms become logits again: the smallest is the answer', async () => {
    const nodes = [
      ...means,
      node('MatMul', ['x', 'w'], 'z'),
      node('LogSoftmax', ['z'], 'l'),
      node('Neg', ['l'], 'logits'),
    ]
    const { logits, reasons } = await imported({ nodes })
    expectClose(logits, softmax(LOGITS).map(Math.log))
    expect(reasons.join(' ')).toMatch(/negative logarithms of probabilities/)
  })

  it('which are taken from a graph that says so, however certain, and not from logits that only look like them', async () => {
    const to = (tail: onnx.INodeProto[]) => [...means, node('MatMul', ['x', 'w'], 'a'), ...tail]
    const steep = [...tensors, floats('steep', [], [200])]
    const scaled = node('Mul', ['a', 'steep'], 'z')
    // Differences of 40 and more leave one class alone: 0 and numbers above 7, as of the logits of a ReLU.
    const said = await imported({
      nodes: to([scaled, node('LogSoftmax', ['z'], 'l'), node('Neg', ['l'], 'logits')]),
      tensors: steep,
    })
    expect(said.logits.indexOf(Math.max(...said.logits))).toBe(2)
    expect(said.reasons.join(' ')).toMatch(/negative logarithms of probabilities/)
    const relu = await imported({
      nodes: to([scaled, node('Sub', ['z', 'own'], 'd'), node('Relu', ['d'], 'logits')]),
      tensors: [...steep, floats('own', [3], [-10, 1000, -20])],
    })
    expect(relu.logits.map(Math.round)).toEqual([210, 0, 340])
    expect(relu.reasons.join(' ')).not.toMatch(/negative logarithms/)
  })

  it('or distances become logits by their negative, also in a trial', async () => {
    const nodes = [
      ...[...means, node('Unsqueeze', ['x', 'second'], 'wide'), node('Sub', ['wide', 'prototypes'], 'd')],
      node('ReduceL2', ['d'], 'logits', { axes: [2], keepdims: 0 }),
    ]
    // The image is the second of them, and far from the others.
    const prototypes = floats('prototypes', [1, 3, 3], [1, 1, 1, 0.2, 0.4, 0.6, 0, 0, 0])
    const parts = { nodes, tensors: [integers('second', [1]), prototypes] }
    const { logits, reasons } = await imported(parts)
    expectClose(logits, [-Math.hypot(0.8, 0.6, 0.4), 0, -Math.hypot(0.2, 0.4, 0.6)])
    expect(reasons.join(' ')).toMatch(/distances from the classes.*their negative is taken for the logits/)
    const data = {
      ...{ count: 2, height: SIDE, width: SIDE, channels: 3, classNames: ['a', 'b', 'c'] },
      labels: Int32Array.of(1, 1),
      read: (rows: ArrayLike<number>) =>
        Promise.resolve(
          Float32Array.from({ length: rows.length * SIDE * SIDE * 3 }, (_, i) => COLOUR[i % 3]!),
        ),
    }
    const tried = await handleImport(
      {
        request: 'try file',
        choice: { file: join(home, 'ensemble.onnx'), ...none },
        images: { limit: 2, selection: null },
        ...{ device: 'onnxruntime-cpu', threads: 1 },
      } as never,
      { data: () => Promise.resolve(data) } as never,
      () => Promise.resolve(),
    )
    if (tried.message !== 'tried file') throw new Error('not tried')
    expect(tried.tried.normalisers[0]!.accuracy.value).toBe(1)
    expect(tried.tried.remarks.join(' ')).toMatch(/distances from the classes/)
  })

  it('or numbers that look like nothing: where the smallest number names the class, it is said on the images', () => {
    const right = (largest: number, smallest: number) =>
      smallestWords({ probabilities: null, right: { largest, smallest } }, 50)
    expect(right(2, 40)).toMatch(/smallest of its numbers names the class of 80 % .* largest that of 4 %/)
    expect(right(20, 26)).toBeNull()
    expect(right(40, 2)).toBeNull()
  })

  it('are not suspected in logits, nor where a softmax only weighs', async () => {
    expectClose((await imported({ nodes: [...means, product] })).logits, LOGITS)
    const weighed = await imported({ nodes: [...two, node('Mul', ['pa', 'b'], 'logits')] })
    expectClose(
      weighed.logits,
      softmax(LOGITS).map((p, i) => p * OTHER[i]!),
    )
  })
})

describe('a graph that draws random numbers', () => {
  it('is run with the noise of one pass, and is stochastic', async () => {
    const noise = node('RandomNormalLike', ['images'], 'noise')
    const pooled = node('GlobalAveragePool', ['drawn'], 'means')
    const model = await load(
      {
        nodes: [noise, node('Add', ['images', 'noise'], 'drawn'), pooled, means[1]!, product],
        tensors: [weight],
      },
      none,
    )
    expect(model.configuration.drawsNoise).toBe(true)
    expect(await checkRuns(model, 'model.onnx')).toEqual([])
  })
})

describe('several outputs', () => {
  const nodes = [
    ...means,
    product,
    node('MatMul', ['x', 'w2'], 'auxiliary'),
    node('Identity', ['means'], 'maps'),
  ]
  const w2 = floats('w2', [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1])
  const outputs = [
    information('logits', ['n', 3]),
    information('auxiliary', ['n', 3]),
    information('maps', ['n', 3, 4, 4]),
  ]
  const parts = { nodes, tensors: [weight, w2], outputs }

  it('are asked for', async () => {
    await expect(load(parts, none)).rejects.toThrow(
      /can be read in 2 ways \(1: ONNX model \(5 operators\), output "logits"; 2: .*"auxiliary"\): choose one of them by its number \("--candidate"\) or its output \("--output"\)/,
    )
  })

  it('are chosen by name, and stay chosen in the stored file', async () => {
    expectClose(await answer(await load(parts, { ...none, output: 'auxiliary' }), COLOUR), COLOUR)
    const stored = await load(parts, { ...none, output: 'auxiliary' })
    expect(onnx.ModelProto.decode(stored.bytes()).graph!.output!.map(({ name }) => name)).toEqual([
      'auxiliary',
    ])
    await expect(load(parts, { ...none, output: 'auxilary' })).rejects.toThrow(
      /no output "auxilary" that can be logits.*choose one of "logits", "auxiliary"/,
    )
  })
})

describe('a normaliser for 0 to 255', () => {
  const number = (value: number) => floats('k', [], [value])
  it.each([
    ['÷ 255', node('Div', ['images', 'k'], 'u'), number(255)],
    ['× 1/255', node('Mul', ['images', 'k'], 'u'), number(1 / 255)],
  ])('in the graph, %s: the pixels of [0,1] arrive as it takes them', async (_, scaled, constant) => {
    const nodes = [
      scaled,
      node('GlobalAveragePool', ['u'], 'means'),
      node('Flatten', ['means'], 'x'),
      product,
    ]
    const model = await load({ nodes, tensors: [weight, constant] })
    expectClose(await answer(model, COLOUR), LOGITS)
  })

  it('images of whole numbers', async () => {
    const nodes = [
      node('Cast', ['images'], 'f', { to: 1 }),
      node('Div', ['f', 'k'], 'u'),
      node('GlobalAveragePool', ['u'], 'means'),
      node('Flatten', ['means'], 'x'),
      product,
    ]
    const inputs = [information('images', ['n', 3, SIDE, SIDE], onnx.TensorProto.DataType.UINT8)]
    const model = await load({ nodes, tensors: [weight, number(255)], inputs })
    expectClose(await answer(model, COLOUR), LOGITS)
  })

  it('is asked for where the constants do not say it', async () => {
    const nodes = [
      node('Div', ['images', 'k'], 'u'),
      node('GlobalAveragePool', ['u'], 'means'),
      node('Flatten', ['means'], 'x'),
      product,
    ]
    await expect(load({ nodes, tensors: [weight, number(3)] })).rejects.toThrow(
      /choose one by name \(.*"0–255"\)/,
    )
  })
})

describe('what cannot be run', () => {
  it('is refused when it is imported', async () => {
    const nodes = [...means, node('Add', ['x', 'wrong'], 'y'), node('MatMul', ['y', 'w'], 'logits')]
    const model = await load({ nodes, tensors: [weight, floats('wrong', [5], [1, 2, 3, 4, 5])] }, none)
    await expect(checkRuns(model, 'model.onnx')).rejects.toThrow(/cannot be computed on/)
  })

  it('answers with no number', async () => {
    const nodes = [
      ...means,
      node('Sqrt', ['x'], 'r'),
      node('Sub', ['r', 'r'], 's'),
      node('Log', ['s'], 'y'),
      node('MatMul', ['y', 'w'], 'logits'),
    ]
    const model = await load({ nodes, tensors: [weight] }, none)
    await expect(checkRuns(model, 'model.onnx')).rejects.toThrow(/answers a test image with (NaN|-?Infinity)/)
  })

  it('a gradient that is 0 everywhere is said', async () => {
    const nodes = [...means, node('Round', ['x'], 'y'), node('MatMul', ['y', 'w'], 'logits')]
    const model = await load({ nodes, tensors: [weight] }, none)
    expect(await checkRuns(model, 'model.onnx')).toEqual([expect.stringMatching(/[Gg]radient/)])
  })
})

describe('batch normalisation in training mode', () => {
  const ones = floats('g', [3], [1, 1, 1])
  const zeros = floats('z', [3], [0, 0, 0])
  const five = ['n', 'm1', 'v1', 'm2', 'v2']

  it('of the pixels is refused, also where before version 14 five outputs say it', async () => {
    const nodes = [
      node('BatchNormalization', ['images', 'g', 'z', 'z', 'g'], five),
      node('GlobalAveragePool', ['n'], 'means'),
      node('Flatten', ['means'], 'x'),
      product,
    ]
    const model = await load({ nodes, tensors: [weight, ones, zeros], opset: 9 }, none)
    await expect(checkRuns(model, 'model.onnx')).rejects.toThrow(/statistics of the batch \(training mode\)/)
  })

  it('of a constant is how weights are standardised, and is computed', async () => {
    const nodes = [
      ...means,
      {
        ...node('BatchNormalization', ['row', 'g', 'z', 'z', 'g'], ['n', 'm', 'v']),
        attribute: [
          { name: 'training_mode', type: onnx.AttributeProto.AttributeType.INT, i: 1 },
          { name: 'epsilon', type: onnx.AttributeProto.AttributeType.FLOAT, f: 0 },
        ],
      },
      node('Squeeze', ['n', 'axes'], 's'),
      node('MatMul', ['x', 's'], 'logits'),
    ]
    // Each row has the mean 2 and the standard deviation √(2/3).
    const row = floats('row', [1, 3, 3], [1, 2, 3, 3, 2, 1, 2, 1, 3])
    const model = await load({ nodes, tensors: [row, ones, zeros, integers('axes', [0])], opset: 15 }, none)
    const d = Math.sqrt(3 / 2)
    const standard = [
      [-d, 0, d],
      [d, 0, -d],
      [0, -d, d],
    ]
    expectClose(
      await answer(model, COLOUR),
      [0, 1, 2].map((o) => COLOUR.reduce((sum, value, c) => sum + value * standard[c]![o]!, 0)),
    )
  })
})
