/**
 * What names and shapes leave open: every reading of a ResNet is offered, a module or a config.json decides, layers
 * besides are named, wrapped and split weights are taken for what they are, and read-outs under other names.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '../../../src-main/checkpoints/safetensors'
import { checkChannelOrder, checkLeftAside } from '../../../src-main/jobs/import/choose'
import { OpenedFile } from '../../../src-main/jobs/import/opened-file'
import { blurRows, maxPoolUp } from '../../../src-main/networks/layers/pooling'
import { exportSafetensors, exportedState } from '../../../src-main/networks/export/export-safetensors'
import { initialState } from '../../../src-main/networks/initialisation'
import {
  READING_KEYS,
  READING_QUESTIONS,
  readingOptions,
  readingSchema,
} from '../../../src-main/contract/import/readings'
import { useDevice } from '../../../src-main/devices/choose'
import * as tf from '../../../src-main/devices/tf'
import type { ImportChoice } from '../../../src-main/contract/import/import'
import type { StateDictionary, StateEntry } from '../../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../../src-main/networks/network'

const CONFIGURATION: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 4,
  stem: 'cifar',
  classes: 3,
  channels: 3,
  size: 32,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  sigma: null,
}
const BOTTLENECK: NetworkConfiguration = {
  ...CONFIGURATION,
  architecture: 'resnet50',
  width: 2,
  stem: 'imagenet',
}
const numbers = (shape: number[], value: (i: number) => number): StateEntry => ({
  shape,
  dtype: 'float32',
  data: Float32Array.from({ length: shape.reduce((all, side) => all * side, 1) }, (_, i) => value(i)),
})

let home: string
let state: StateDictionary
beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-readings-'))
  state = exportedState(CONFIGURATION, initialState(CONFIGURATION, 3))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function opened<Result>(
  entries: StateDictionary | Uint8Array,
  look: (file: OpenedFile) => Result | Promise<Result>,
  config?: object,
): Promise<Result> {
  const folder = await mkdtemp(join(home, 'case-'))
  const path = join(folder, 'weights.safetensors')
  await writeFile(path, entries instanceof Uint8Array ? entries : encodeSafetensors(entries))
  if (config) await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  const file = await OpenedFile.open(path)
  try {
    return await look(file)
  } finally {
    await file.close()
  }
}

const fitting = (file: OpenedFile) => file.candidates.filter(({ fits }) => fits)
const choice = (more: Omit<ImportChoice, 'file'> = {}): ImportChoice => ({ file: 'weights', ...more })
const renamed = (from: RegExp, to: string): StateDictionary =>
  new Map([...state].map(([name, entry]) => [name.replace(from, to), entry]))

describe('readings of a ResNet', () => {
  it.each([
    [{ replace_stride_with_dilation: [false, true, true] }, 'last-two'],
    [{ replace_stride_with_dilation: [false, false, true] }, 'last'],
    [{ output_stride: 8 }, 'last-two'],
    [{ architecture: 'resnet50', model_args: { output_stride: 16 } }, 'last'],
    [{ architecture: 'resnet50' }, 'none'],
  ])('dilate where a configuration says so: %j', async (config, dilatedSections) => {
    const entries = exportedState(BOTTLENECK, initialState(BOTTLENECK, 1))
    await opened(
      entries,
      (file) => {
        const readings = fitting(file).map(({ reading }) => reading)
        expect(readings.length).toBeGreaterThan(0)
        for (const reading of readings) expect(reading).toMatchObject({ dilatedSections, lastStride: 2 })
      },
      config,
    )
  })

  it('dilate or have no last stride, but not both', async () => {
    await opened(state, (file) => {
      const dilated = file.variant(file.candidates[0]!, { dilatedSections: 'last' })
      const last = file.variant(dilated, { lastStride: 1 })
      expect(last.reading).toMatchObject({ dilatedSections: 'none', lastStride: 1 })
      expect(file.variant(last, { dilatedSections: 'last-two' }).reading).toMatchObject({
        dilatedSections: 'last-two',
        lastStride: 2,
      })
      expect(() => file.variant(dilated, { dilatedSections: 'last', lastStride: 1 })).toThrow(
        /--last-stride 1 --dilated-sections last cannot be said of/,
      )
      for (const one of [dilated, last])
        for (const { reading } of file.neighbours(one))
          expect([reading.lastStride, reading.dilatedSections]).not.toEqual([
            1,
            expect.stringMatching(/last/),
          ])
    })
  })

  it.each([{ replace_stride_with_dilation: [false, true, false] }, { output_stride: 4 }])(
    'are none where a configuration dilates as no network here: %j',
    async (config) => {
      await opened(
        state,
        (file) => {
          expect(fitting(file)).toEqual([])
          expect(JSON.stringify(file.candidates[0])).toContain(Object.keys(config)[0])
        },
        { architectures: ['ResNetForImageClassification'], ...config },
      )
    },
  )

  it('are as usual where a configuration says that nothing dilates', async () => {
    const config = { replace_stride_with_dilation: [false, false, false], output_stride: 32 }
    await opened(state, (file) => expect(fitting(file).length).toBeGreaterThan(0), config)
  })

  it('are ranked by how unusual they are, for a trial that cannot tell them apart', async () => {
    await opened(state, (file) => {
      const [usual] = fitting(file)
      const ranked = (['relu', 'leaky-relu', 'silu'] as const).flatMap((activation) =>
        ([1e-5, 2e-5, 1e-3] as const).map((epsilon) =>
          file.unusualness(file.variant(usual!, { activation, epsilon })),
        ),
      )
      // Answers that are not the usual ones, then their places in the lists: leaky ReLU 1, Swish 9; 2e-5 1, 1e-3 3.
      const expected = [0, 1.001, 1.003, 1.001, 2.002, 2.004, 1.009, 2.01, 2.012]
      for (const [i, value] of expected.entries()) expect(ranked[i]).toBeCloseTo(value, 9)
    })
  })

  it('are all offered, and none is taken alone', async () => {
    await opened(state, (file) => {
      const readings = fitting(file).map(({ reading }) => reading)
      expect(
        readings.slice(0, 6).map(({ pooling, stemStride, antialias }) => [pooling, stemStride, antialias]),
      ).toEqual([
        ['none', 1, 'none'],
        ['padded', 1, 'none'],
        ['none', 2, 'none'],
        ['padded', 2, 'none'],
        ['none', 1, 'blur'],
        ['none', 1, 'average'],
      ])
      // Each of the other likely answers alone; together they are bounded.
      for (const [key, answers] of Object.entries({
        activation: ['relu', 'silu', 'gelu', 'leaky-relu', 'leaky-relu-0.1', 'elu', 'softplus', 'tanh'],
        paddingMode: ['zeros', 'reflect', 'replicate', 'circular'],
        pooling: ['none', 'padded', 'ceil', 'unpadded', 'two', 'mean'],
      }))
        expect(readings.map((reading) => reading[key as 'pooling'])).toEqual(expect.arrayContaining(answers))
      expect(readings.length).toBeLessThan(32)
      expect(() => file.choose(choice())).toThrow(
        /can be read in \d\d ways.*"--pooling".*"--activation".*--try/,
      )
      expect(() => file.choose(choice({ architecture: 'resnet18' }))).toThrow(/can be read in \d\d ways/)
    })
    await opened(exportedState(BOTTLENECK, initialState(BOTTLENECK, 1)), (file) => {
      const reading = { pooling: 'ceil', strideIn: 'first' } as const
      const caffe = file.choose(choice({ candidate: 0, reading }))
      expect(caffe.candidate.reading).toMatchObject({ pooling: 'ceil', strideIn: 'first', stemStride: 2 })
    })
  })

  it('stay open where they are not said: what is said of one answers no other', async () => {
    await opened(state, (file) => {
      for (const key of READING_KEYS.filter((each) => file.candidates[0]!.reading[each] !== undefined)) {
        const value = READING_QUESTIONS[key].answers.at(-1)!.value
        const reading = readingSchema.parse({ [key]: value })
        const left = file.choosable(choice({ reading }))
        for (const candidate of left) expect(candidate.reading).toMatchObject(reading)
        // Dilation and a last stride of 1 take the place of the same stride.
        const alone = new Set(['lastStride', 'dilatedSections'])
        for (const other of READING_KEYS.filter(
          (each) =>
            each !== key && !(alone.has(key) && alone.has(each)) && each in file.candidates[0]!.reading,
        ))
          expect(
            new Set(left.map((candidate) => candidate.reading[other])).size,
            `${other} beside ${key} ${value}`,
          ).toBeGreaterThan(1)
        expect(() => file.choose(choice({ reading }))).toThrow(
          new RegExp(`with ${readingOptions(reading)}, because.*give "--candidate 1" with what you said`),
        )
        // A trial goes on from the best; what was said is not turned.
        for (const further of file.neighbours(left[0]!, reading))
          expect(further.reading).toMatchObject(reading)
      }
      const whole = file.candidates[0]!.reading
      expect(file.choose(choice({ reading: whole })).candidate.number).toBe(0)
    })
    // Shortcuts without weights: pixels and zeros hide each other, so all of both are offered.
    const cifar = { ...CONFIGURATION, architecture: 'cifar-resnet', depth: 20, shortcut: 'A' } as const
    await opened(exportedState(cifar, initialState(cifar, 3)), (file) => {
      const left = file.choosable(choice({ reading: { activation: 'elu' } }))
      const usual = { paddingMode: 'zeros', readOutBy: 'mean', epsilon: 1e-5 } as const
      const keys = Object.keys(usual) as (keyof typeof usual)[]
      expect(left.filter(({ reading }) => keys.every((key) => reading[key] === usual[key]))).toHaveLength(9)
    })
  })

  it('can be said, also where no public code has it', async () => {
    const found = await opened(state, async (file) => {
      const reading = { pooling: 'ceil', stemStride: 1, activation: 'silu', paddingMode: 'zeros' } as const
      const rest = {
        antialias: 'none',
        lastStride: 2,
        dilatedSections: 'none',
        readOutBy: 'mean',
        epsilon: 1e-5,
      } as const
      const chosen = file.choose(choice({ reading: { ...reading, ...rest } }))
      return (await file.read(chosen)).with({ mean: [0, 0, 0], std: [1, 1, 1] }).configuration
    })
    expect(found).toMatchObject({ pooling: 'ceil', activation: 'silu' })
    expect(found).not.toHaveProperty('stemStride')
    expect(found).not.toHaveProperty('antialias')
  })

  it('can be said of a candidate by its number', async () => {
    await opened(state, (file) => {
      const reading = { activation: 'gelu', paddingMode: 'circular' } as const
      const { candidate } = file.choose(choice({ candidate: 1, reading }))
      expect(candidate.reading).toMatchObject({ pooling: 'padded', ...reading })
      expect(() => file.choose(choice({ candidate: 1, reading: { sectionPooling: 'mean' } }))).toThrow(
        /--section-pooling mean cannot be said of/,
      )
    })
  })

  it('are decided by a file that Halfpower exported', async () => {
    const configuration: NetworkConfiguration = { ...CONFIGURATION, pooling: 'padded' }
    const bytes = exportSafetensors(configuration, initialState(configuration, 1), {
      name: 'm',
      classNames: [],
      version: '1',
    })
    await opened(bytes, (file) =>
      expect(fitting(file).map(({ reading }) => reading.pooling)).toEqual(['padded']),
    )
  })

  it('are decided by a config.json that names timm’s architecture, with its normaliser', async () => {
    const entries = exportedState(BOTTLENECK, initialState(BOTTLENECK, 1))
    const cfg = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], input_size: [3, 160, 160] }
    await opened(
      entries,
      (file) => {
        const [only, ...others] = fitting(file)
        expect(others).toEqual([])
        expect(only).toMatchObject({
          reading: { antialias: 'blur' },
          size: { pixels: 160 },
          normaliser: { mean: [0.5, 0.5, 0.5] },
        })
      },
      { architecture: 'resnetblur50', pretrained_cfg: cfg },
    )
  })

  it.each<[string, object, object]>([
    [
      'hidden_act',
      { model_type: 'resnet', hidden_act: 'gelu', downsample_in_bottleneck: true },
      { activation: 'gelu', strideIn: 'first' },
    ],
    [
      'timm’s model_args',
      { architecture: 'resnet50', model_args: { act_layer: 'leaky_relu' } },
      { activation: 'leaky-relu', pooling: 'padded' },
    ],
    ['padding_mode', { padding_mode: 'circular' }, { paddingMode: 'circular', activation: 'relu' }],
  ])('are decided by %s of a config.json', async (_, config, reading) => {
    const entries = exportedState(BOTTLENECK, initialState(BOTTLENECK, 1))
    await opened(
      entries,
      (file) => {
        expect(fitting(file).length).toBeGreaterThan(0)
        for (const candidate of fitting(file))
          for (const key of Object.keys(reading) as ('activation' | 'pooling')[])
            if (key in config || key !== 'activation' || 'hidden_act' in config || 'model_args' in config)
              expect(candidate.reading[key]).toBe((reading as Record<string, string>)[key])
        expect(fitting(file)[0]!.reading).toMatchObject(reading)
      },
      config,
    )
  })

  // A name of JavaScript's own is no activation either.
  it.each(['quick_gelu', 'constructor'])(
    'are contradicted aloud by an activation that is not known: %s',
    async (activation) => {
      await opened(
        state,
        (file) => {
          expect(fitting(file)).toEqual([])
          expect(() => file.choose(choice())).toThrow(
            new RegExp(`config\\.json beside the file says hidden_act "${activation}"`),
          )
        },
        { hidden_act: activation },
      )
    },
  )

  it('are contradicted aloud by a config.json that names another architecture', async () => {
    await opened(
      state,
      (file) => {
        expect(fitting(file)).toEqual([])
        expect(() => file.choose(choice())).toThrow(/config\.json beside the file says "seresnet50"/)
      },
      { architecture: 'seresnet50' },
    )
  })
})

describe('Hugging Face’s ResNets', () => {
  const hugging = (): StateDictionary =>
    new Map(
      [...exportedState(BOTTLENECK, initialState(BOTTLENECK, 1))].map(([name, entry]) => {
        const plain = name
          .replace(/^conv1\./, 'resnet.embedder.embedder.convolution.')
          .replace(/^bn1\./, 'resnet.embedder.embedder.normalization.')
          .replace(/^fc\./, 'classifier.1.')
          .replace(
            /^layer(\d)\.(\d+)\./,
            (_, s: string, b: string) => `resnet.encoder.stages.${Number(s) - 1}.layers.${b}.`,
          )
          .replace(/downsample\.0\./, 'shortcut.convolution.')
          .replace(/downsample\.1\./, 'shortcut.normalization.')
          .replace(/\.conv(\d)\./, (_, k: string) => `.layer.${Number(k) - 1}.convolution.`)
          .replace(/\.bn(\d)\./, (_, k: string) => `.layer.${Number(k) - 1}.normalization.`)
        return [plain, entry]
      }),
    )

  it('leave the activation and the stride of a bottleneck open, and nothing else', async () => {
    await opened(hugging(), (file) => {
      expect(fitting(file)[0]).toMatchObject({
        architecture: 'resnet50',
        prefix: '',
        leftAside: [],
        classes: 3,
      })
      expect(fitting(file)[0]!.reading).toEqual({ strideIn: 'second', activation: 'relu' })
      expect(() => file.choose(choice())).toThrow(/do not say stride of a block.*activation/)
    })
  })

  it('are decided by their config.json', async () => {
    await opened(
      hugging(),
      (file) => {
        const { candidate } = file.choose(choice())
        expect(candidate.reading).toEqual({ strideIn: 'first', activation: 'gelu' })
      },
      {
        architectures: ['ResNetForImageClassification'],
        model_type: 'resnet',
        hidden_act: 'gelu',
        downsample_in_bottleneck: true,
        downsample_in_first_stage: false,
      },
    )
  })
})

describe('readings of other networks', () => {
  const network = (more: Partial<NetworkConfiguration>): NetworkConfiguration => ({
    ...CONFIGURATION,
    ...more,
  })
  const open = async (configuration: NetworkConfiguration) =>
    opened(
      new Map([...initialState(configuration, 2)].filter(([name]) => !name.startsWith('normalizer.'))),
      (file) => fitting(file).map(({ reading }) => reading),
    )

  it('shortcuts without weights: which pixels, and where the zeros are', async () => {
    const readings = await open(network({ architecture: 'cifar-resnet', depth: 20, shortcut: 'A' }))
    expect(
      readings.slice(0, 4).map(({ shortcutZeros, shortcutPixels }) => [shortcutZeros, shortcutPixels]),
    ).toEqual([
      ['both', 'even'],
      ['behind', 'even'],
      ['before', 'even'],
      ['both', 'odd'],
    ])
    expect(readings.map(({ shortcutPixels }) => shortcutPixels)).toContain('odd')
    const projecting = await open(network({ architecture: 'cifar-resnet', depth: 20, shortcut: 'B' }))
    expect(projecting[0]).toEqual({
      activation: 'relu',
      paddingMode: 'zeros',
      readOutBy: 'mean',
      epsilon: 1e-5,
    })
  })

  it('a VGG: what pools between its sections', async () => {
    const readings = await open(
      network({
        architecture: 'vgg11',
        batchNormalisation: true,
        readOut: 'linear',
        readOutHidden: [],
        readOutPooling: null,
      }),
    )
    expect(new Set(readings.map(({ sectionPooling }) => sectionPooling))).toEqual(new Set(['max', 'mean']))
  })

  it('a WideResNet: what its shortcuts read, also as TorchSSL has it, whose three answers are one candidate', async () => {
    const readings = await open(network({ architecture: 'wide-resnet', depth: 10, widen: 2 }))
    expect(new Set(readings.map(({ shortcutInput }) => shortcutInput))).toEqual(
      new Set(['activation', 'input', 'first']),
    )
    expect(readings).toContainEqual(
      expect.objectContaining({ shortcutInput: 'first', activation: 'leaky-relu-0.1', epsilon: 1e-3 }),
    )
  })

  it('all with batch normalisation: its ε; all with a linear read-out: the mean or the largest of all places', async () => {
    for (const more of [
      { architecture: 'wide-resnet', depth: 10, widen: 1 },
      { architecture: 'cifar-resnet', depth: 20, shortcut: 'B' },
      { architecture: 'preact-resnet18', shortcutInput: 'activation', finalNormalisation: true },
      { architecture: 'resnext29', cardinality: 4, baseWidth: 32 },
    ] as const) {
      const readings = await open(network(more))
      expect(new Set(readings.map(({ epsilon }) => epsilon))).toEqual(new Set([1e-5, 2e-5, 1e-4, 1e-3]))
      expect(new Set(readings.map(({ readOutBy }) => readOutBy))).toEqual(new Set(['mean', 'max']))
    }
    const [plain] = await open(
      network({
        ...{ architecture: 'vgg11', batchNormalisation: false, readOut: 'linear', size: 64 },
        ...{ readOutHidden: [20], readOutPooling: null },
      }),
    )
    expect(plain).toEqual({ sectionPooling: 'max', activation: 'relu', paddingMode: 'zeros' })
  })

  it('wide, pre-activated and grouped ones: the activation', async () => {
    for (const more of [
      { architecture: 'wide-resnet', depth: 10, widen: 1 },
      { architecture: 'preact-resnet18', shortcutInput: 'activation', finalNormalisation: true },
      { architecture: 'deepmind-wide-resnet', depth: 10, widen: 1, activation: 'silu' },
      { architecture: 'resnext29', cardinality: 4, baseWidth: 32 },
    ] as const) {
      const readings = await open(network(more))
      expect(readings.length, more.architecture).toBeLessThan(32)
      expect(readings.map(({ activation }) => activation)).toEqual(
        expect.arrayContaining(['relu', 'silu', 'gelu', 'leaky-relu-0.1']),
      )
    }
  })
})

describe('a VGG at other sizes of its images', () => {
  const vgg = (places: number): NetworkConfiguration => ({
    ...CONFIGURATION,
    architecture: 'vgg11',
    ...{ batchNormalisation: true, readOut: 'linear', readOutHidden: [], readOutPooling: null },
    size: 32 * places,
  })
  it.each([
    [1, 32, null],
    [1, 64, 1],
    [2, 64, null],
    [2, 96, 2],
    [2, 48, 2],
    [7, 224, 7],
    [7, 96, 7],
  ])(
    'whose read-out takes %i places a side: images of %i pixels are pooled to %s',
    async (places, size, pooling) => {
      const entries = exportedState(vgg(places), initialState(vgg(places), 1))
      await opened(entries, async (file) => {
        const model = await file.read(file.choose(choice({ candidate: 0, size })))
        const network = model.with({ mean: [0, 0, 0], std: [1, 1, 1] }).network()
        expect(network.configuration.readOutPooling).toBe(pooling)
        const logits = tf.tidy(() => network.logits(tf.zeros([2, size, size, 3])))
        expect(logits.shape).toEqual([2, 3])
        logits.dispose()
        network.dispose()
      })
    },
  )
})

describe('a normaliser in the order blue, green, red', () => {
  const file = (mean: number[]): StateDictionary =>
    new Map([
      ['normalize.mean', numbers([3], (i) => mean[i]!)],
      ['normalize.std', numbers([3], (i) => [0.225, 0.224, 0.229][i]!)],
      ...[...state].map(([name, entry]) => [`model.${name}`, entry] as const),
    ])
  const BLUE = [0.406, 0.456, 0.485]

  it('is asked about, and answered by the order or by a normaliser in numbers', async () => {
    await opened(file(BLUE), (found) => {
      const { candidate } = found.choose(choice({ candidate: 0 }))
      expect(candidate.blueFirst).toBe('ImageNet')
      expect(candidate.reasons.join(' ')).toMatch(/those of ImageNet in the order blue, green, red/)
      const check = (said: Omit<ImportChoice, 'file'>) => () =>
        checkChannelOrder('weights', candidate, choice(said))
      expect(check({})).toThrow(/0\.406, 0\.456, 0\.485.*ImageNet.*--reverse-channels.*--mean/)
      expect(check({ normaliser: { kind: 'file' } })).toThrow(/--reverse-channels/)
      expect(check({ reverseChannels: true })).not.toThrow()
      expect(check({ normaliser: { kind: 'given', mean: BLUE, std: [1, 1, 1] } })).not.toThrow()
      expect(check({ normaliser: { kind: 'preset', name: 'none' } })).not.toThrow()
    })
  })

  it('is not seen in means that are red first, or of other images', async () => {
    for (const mean of [BLUE.toReversed(), [0.4, 0.5, 0.6], [0.5, 0.5, 0.5]])
      await opened(file(mean), (found) => expect(found.candidates[0]!.blueFirst).toBeNull())
  })
})

describe('what a reading computes', () => {
  it('pooling that is rounded up, as PyTorch’s ceil_mode', async () => {
    const pooled = tf.tidy(() => {
      const rows = Array.from({ length: 36 }, (_, i) => -1 - Math.floor(i / 6))
      return maxPoolUp(tf.tensor4d(rows, [1, 6, 6, 1]), 3, 2)
    })
    expect(pooled.shape).toEqual([1, 3, 3, 1])
    expect(Array.from(await pooled.data())).toEqual([-1, -1, -1, -3, -3, -3, -5, -5, -5])
    pooled.dispose()
  })

  it('a blur of 1 2 1 at every second pixel, mirrored at the border', () => {
    expect(Array.from(blurRows(4))).toEqual([0.5, 0.5, 0, 0, 0, 0.25, 0.5, 0.25])
    expect(Array.from(blurRows(3))).toEqual([0.5, 0.5, 0, 0, 0.5, 0.5])
  })
})

describe('layers around a network', () => {
  it.each([
    ['before it', 'adapter.weight', [3, 3, 1, 1]],
    ['behind it', 'classifier.weight', [3, 3]],
    ['beside its read-out', 'head2.weight', [2, 32]],
    ['in its read-out', 'fc.lora_A', [2, 32]],
    ['in its blocks', 'layer1.0.se.fc1.weight', [1, 4, 1, 1]],
  ])('%s are named, and left aside only when that is said', async (_, name, shape) => {
    await opened(
      new Map(state).set(
        name,
        numbers(shape, () => 1),
      ),
      (file) => {
        const { candidate } = file.choose(choice({ candidate: 0 }))
        expect(candidate.inTheWay).toEqual([name])
        expect(() => checkLeftAside('w', candidate, undefined)).toThrow(
          new RegExp(`holds more than a ResNet-18.*${name}`),
        )
        expect(() => checkLeftAside('w', candidate, true)).not.toThrow()
      },
    )
  })
})

describe('read-outs and wrappers', () => {
  it.each(['head', 'fc.1', 'classifier', 'head.fc', 'linear', 'last_linear', 'output'])(
    'a read-out called "%s"',
    async (name) => {
      await opened(renamed(/^fc\b/, name), (file) => {
        expect(fitting(file)[0]).toMatchObject({ classes: 3, missing: [], inTheWay: [] })
      })
    },
  )

  it('two layers behind the network are no read-out', async () => {
    const two = new Map(renamed(/^fc\b/, 'head.0')).set(
      'head.2.weight',
      numbers([3, 3], () => 1),
    )
    await opened(two, (file) => expect(() => file.choose(choice({ candidate: 0 }))).toThrow(/lacks|encoder/))
  })

  it('an encoder is called so', async () => {
    const encoder = new Map([...state].filter(([name]) => !name.startsWith('fc.')))
    await opened(encoder, (file) =>
      expect(() => file.choose(choice())).toThrow(
        /is an encoder: a ResNet-18.* without its read-out \(fc\.weight/,
      ),
    )
  })

  it.each([
    ['torch.compile, inside', /^(layer\d\.\d)\./, '$1._orig_mod.'],
    [
      'FSDP, nested',
      /^(layer\d)\.(\d)\./,
      '_fsdp_wrapped_module.$1._fsdp_wrapped_module.$2._fsdp_wrapped_module.',
    ],
  ])('names of %s', async (_, from, to) => {
    await opened(renamed(from, to), (file) =>
      expect(fitting(file)[0]).toMatchObject({ missing: [], inTheWay: [] }),
    )
  })

  it('pruned weights are multiplied with their masks', async () => {
    const pruned = new Map([...state].filter(([name]) => name !== 'conv1.weight'))
    const { shape } = state.get('conv1.weight')!
    pruned.set(
      'conv1.weight_orig',
      numbers([...shape], (i) => i + 1),
    )
    pruned.set(
      'conv1.weight_mask',
      numbers([...shape], (i) => i % 2),
    )
    const read = await opened(pruned, async (file) => {
      const model = await file.read(file.choose(choice({ candidate: 0 })))
      return model.with({ mean: [0, 0, 0], std: [1, 1, 1] }).bytes()
    })
    expect(Array.from(decodeSafetensors(read).entries.get('conv0.0.weight')!.data).slice(0, 4)).toEqual([
      0, 2, 0, 4,
    ])
  })

  it('one output is two classes', async () => {
    const one = new Map(state)
      .set(
        'fc.weight',
        numbers([1, 32], (i) => i),
      )
      .set(
        'fc.bias',
        numbers([1], () => 5),
      )
    const { configuration, bytes } = await opened(one, async (file) => {
      const model = await file.read(file.choose(choice({ candidate: 0 })))
      return model.with({ mean: [0, 0, 0], std: [1, 1, 1] })
    })
    expect(configuration.classes).toBe(2)
    expect(Array.from(decodeSafetensors(bytes()).entries.get('fc.bias')!.data)).toEqual([0, 5])
  })

  it('a normaliser for 0 to 255 among the buffers is converted', async () => {
    const with255 = new Map(state)
      .set(
        'pixel_mean',
        numbers([3, 1, 1], () => 127.5),
      )
      .set(
        'pixel_std',
        numbers([3, 1, 1], () => 51),
      )
    await opened(with255, (file) => {
      const { normaliser } = fitting(file)[0]!
      expect(normaliser?.mean).toEqual([0.5, 0.5, 0.5])
      expect(normaliser?.std).toEqual([0.2, 0.2, 0.2])
      expect(normaliser?.entries).toMatch(/for pixels from 0 to 255/)
    })
  })
})
