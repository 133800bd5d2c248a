/** Candidates from names and shapes: prefixes, dictionaries, architectures, what does not match, what is left aside. */
import { describe, expect, it } from 'vitest'
import type { OpenedCheckpoint } from '../../../src-main/checkpoints/checkpoint'
import type { NetworkConfiguration } from '../../../src-main/networks/network'
import { assemble } from '../../../src-main/networks/recognition/assemble'
import { recognise as recogniseAll } from '../../../src-main/networks/recognition/recognise'
import type { Candidate, Recognition } from '../../../src-main/networks/recognition/recognition'
import { matchReport } from '../../../src-main/networks/recognition/report'
import { stateFields } from '../../../src-main/networks/state-fields'
import { toTorchvisionName } from '../../../src-main/networks/torchvision-names'
import { fakeCheckpoint } from '../../support/fake-checkpoint'
import type { FakeTensor } from '../../support/fake-checkpoint'

/**
 * A ResNet under torchvision's names has several readings (readings.test.ts); here the usual one stands for all.
 */
async function recognise(checkpoint: OpenedCheckpoint): Promise<Recognition> {
  const { candidates, known } = await recogniseAll(checkpoint)
  const usual = candidates.filter(
    ({ fits, configuration: { pooling, stemStride, strideIn, antialias } }) =>
      !fits || [pooling, stemStride, strideIn, antialias].every((detail) => detail === undefined),
  )
  return { candidates: usual, known }
}

const RESNET: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 8,
  stem: 'cifar',
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.25, 0.3],
  sigma: null,
}

/** Shapes of a network's entries under names of another origin. */
function tensorsOf(
  configuration: NetworkConfiguration,
  rename: (name: string) => string | null = (name) => name,
): Record<string, FakeTensor> {
  const result: Record<string, FakeTensor> = {}
  for (const { name, shape, role } of stateFields(configuration)) {
    const other = role === 'constant' ? null : rename(name)
    if (other !== null) result[other] = shape
  }
  return result
}

const behind = (prefix: string, tensors: Record<string, FakeTensor>): Record<string, FakeTensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]))

async function candidates(
  tensors: Record<string, FakeTensor>,
  more: Parameters<typeof fakeCheckpoint>[1] = {},
): Promise<Candidate[]> {
  return (await recognise(fakeCheckpoint([{ tensors }], more))).candidates
}

describe('prefixes', () => {
  const torchvision = tensorsOf(RESNET, toTorchvisionName)

  it.each([
    '',
    'module.',
    'model.',
    'attacker.model.',
    'module.attacker.model.',
    'raw_model.',
    'net.',
    '_orig_mod.',
    'module._orig_mod.model.',
    'my_wrapper.inner.0.',
  ])('finds a ResNet-18 behind "%s"', async (prefix) => {
    const [best, ...others] = await candidates(behind(prefix, torchvision))
    expect(best).toMatchObject({ prefix, architecture: 'resnet18', fits: true, missing: [], leftAside: [] })
    expect(best?.configuration).toMatchObject({ width: 8, stem: 'cifar', classes: 10, channels: 3 })
    expect(others).toEqual([])
  })

  it('takes the same weights under two names for one candidate (MadryLab)', async () => {
    const twice = {
      ...behind('module.model.', valued(torchvision)),
      ...behind('module.attacker.model.', valued(torchvision)),
      'module.normalizer.new_mean': { shape: [3, 1, 1], values: [0.4914, 0.4822, 0.4465] },
      'module.normalizer.new_std': { shape: [3, 1, 1], values: [0.2023, 0.1994, 0.201] },
      // The attacker has the same normaliser again, in which nothing is hidden.
      'module.attacker.normalize.new_mean': { shape: [3, 1, 1], values: [0.4914, 0.4822, 0.4465] },
      'module.attacker.normalize.new_std': { shape: [3, 1, 1], values: [0.2023, 0.1994, 0.201] },
    }
    const [best, ...others] = await candidates(twice)
    expect(others).toEqual([])
    expect(best?.inTheWay).toEqual([])
    const apart = {
      ...twice,
      'module.attacker.normalize.new_mean': { shape: [3, 1, 1], values: [0.5, 0.5, 0.5] },
    }
    expect((await candidates(apart))[0]?.inTheWay).toContain('module.attacker.normalize.new_mean')
    expect(best).toMatchObject({
      prefix: 'module.model.',
      fits: true,
      normaliser: { mean: [0.4914, 0.4822, 0.4465], std: [0.2023, 0.1994, 0.201] },
    })
    expect(best?.reasons.join(' ')).toContain('The same weights stand under "module.attacker.model." too.')
  })

  it('offers both of two networks in one file', async () => {
    const both = {
      ...behind('student.', torchvision),
      ...behind('teacher.', tensorsOf({ ...RESNET, width: 16 }, toTorchvisionName)),
    }
    const found = await candidates(both)
    expect(found.map(({ prefix, fits, configuration }) => [prefix, fits, configuration.width])).toEqual([
      ['student.', true, 8],
      ['teacher.', true, 16],
    ])
  })

  it('offers every dictionary, and one that fits before one that does not', async () => {
    const truncated = Object.fromEntries(Object.entries(torchvision).slice(0, 110))
    const checkpoint = fakeCheckpoint([
      { path: ['ema'], tensors: truncated },
      { path: ['state_dict'], tensors: behind('module.', torchvision) },
      { path: ['best_state'], tensors: torchvision },
      { path: ['optimizer', 'state', '0'], tensors: { momentum_buffer: [8, 3, 3, 3] } },
    ])
    const found = (await recognise(checkpoint)).candidates.slice(0, 3)
    expect(found.map(({ dictionary, fits, architecture }) => [dictionary, fits, architecture])).toEqual([
      [1, true, 'resnet18'],
      [2, true, 'resnet18'],
      [0, false, 'resnet18'],
    ])
  })

  it('reads nothing of a plain network', async () => {
    const checkpoint = fakeCheckpoint([{ tensors: torchvision }])
    await recognise(checkpoint)
    expect(checkpoint.reads).toEqual([])
  })
})

/** The same values under every prefix. */
function valued(tensors: Record<string, FakeTensor>): Record<string, FakeTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, shape], at) => {
      const sides = shape as readonly number[]
      const values = new Float32Array(sides.reduce((all, side) => all * side, 1)).fill(at)
      return [name, { shape: sides, values }]
    }),
  )
}

describe('architectures', () => {
  const details = (
    architecture: NetworkConfiguration['architecture'],
    more: Partial<NetworkConfiguration>,
  ) => ({
    ...RESNET,
    width: 4,
    architecture,
    ...more,
  })

  it.each<[string, NetworkConfiguration]>([
    ['ResNet-34', details('resnet34', {})],
    ['ResNet-50 with the ImageNet stem', details('resnet50', { stem: 'imagenet', classes: 1000 })],
    ['ResNet-101', details('resnet101', { width: 2 })],
    ['ResNet-152', details('resnet152', { width: 2, classes: 200 })],
    ['CIFAR ResNet-20, option A', details('cifar-resnet', { depth: 20, shortcut: 'A' })],
    ['CIFAR ResNet-110, option B', details('cifar-resnet', { depth: 110, shortcut: 'B' })],
    ['WideResNet-28-10', details('wide-resnet', { depth: 28, widen: 10 })],
    ['WideResNet-70-16', details('wide-resnet', { depth: 70, widen: 16, width: 2 })],
    ['ResNeXt-29', details('resnext29', { cardinality: 4, baseWidth: 32, width: 8 })],
    ['ResNeXt-29, 8×64d', details('resnext29', { cardinality: 8, baseWidth: 64, width: 64 })],
    [
      'VGG-11 of CIFAR',
      details('vgg11', {
        batchNormalisation: true,
        readOut: 'linear',
        readOutHidden: [32, 32],
        readOutPooling: null,
      }),
    ],
    [
      'VGG-16 of torchvision without batch normalisation',
      details('vgg16', {
        batchNormalisation: false,
        readOut: 'linear',
        readOutHidden: [40, 40],
        readOutPooling: 7,
      }),
    ],
    [
      'VGG-13 with one layer behind the features',
      details('vgg13', {
        batchNormalisation: true,
        readOut: 'linear',
        readOutHidden: [],
        readOutPooling: null,
      }),
    ],
  ])('%s', async (_, configuration) => {
    const [best] = await candidates(tensorsOf(configuration))
    const { size: _size, mean: _mean, std: _std, ...recognised } = configuration
    // One place may be what a pooling leaves: images of other sizes are not excluded.
    const isOne = recognised.readOut === 'linear' && recognised.readOutPooling === null
    const places = isOne ? { readOutPooling: 1 } : {}
    expect(best).toMatchObject({ fits: true, missing: [], unexpected: [], wrongShapes: [], leftAside: [] })
    expect(best?.configuration).toEqual({ ...recognised, ...places })
  })

  it('gray images where the first convolution has one channel', async () => {
    const [best] = await candidates(tensorsOf({ ...RESNET, channels: 1, mean: [0], std: [1] }))
    expect(best?.configuration).toMatchObject({ channels: 1 })
    expect(best?.configuration).not.toHaveProperty('expandsGray')
  })

  it('both ways of a PreActResNet-18, because its weights do not say', async () => {
    for (const finalNormalisation of [true, false]) {
      const found = await candidates(
        tensorsOf(details('preact-resnet18', { shortcutInput: 'input', finalNormalisation })),
      )
      expect(found.map(({ architecture, fits }) => [architecture, fits])).toEqual([
        ['preact-resnet18', true],
        ['preact-resnet18', true],
      ])
      expect(found.map(({ configuration }) => configuration.shortcutInput)).toEqual(
        finalNormalisation ? ['activation', 'input'] : ['input', 'activation'],
      )
    }
  })

  it('both activations of a DeepMind WideResNet, Swish first', async () => {
    const found = await candidates(
      tensorsOf(details('deepmind-wide-resnet', { depth: 28, widen: 2, activation: 'silu' })),
    )
    expect(found.map(({ configuration, fits }) => [configuration.activation, fits])).toEqual([
      ['silu', true],
      ['relu', true],
    ])
    expect(found[0]!.reasons.join(' ')).toContain('The activation is not in the weights')
  })

  it('leaves the second first section of TRADES’s WideResNets aside', async () => {
    const network = tensorsOf(details('wide-resnet', { depth: 16, widen: 2 }))
    const duplicates = Object.fromEntries(
      Object.entries(network)
        .filter(([name]) => name.startsWith('block1.'))
        .map(([name, shape]) => [name.replace('block1.', 'sub_block1.'), shape]),
    )
    const [best] = await candidates({ ...network, ...duplicates })
    expect(best).toMatchObject({ fits: true, unexpected: [] })
    expect(best?.leftAside).toEqual(Object.keys(duplicates))
    expect(best?.reasons.join(' ')).toContain('never runs')
  })

  const monkey = details('vgg19', {
    batchNormalisation: true,
    readOut: 'convolution',
    readOutHidden: [24, 20],
    readOutPooling: null,
    channels: 1,
    expandsGray: true,
    mean: [0],
    std: [1],
    classes: 200,
  })

  it('the multi-task VGG of neural co-training, its neural read-out left aside', async () => {
    const names = tensorsOf(monkey, (name) => {
      const [part, index, field] = name.split('.') as [string, string, string]
      if (part === 'classifier') return `classification_readout.${index}.${field}`
      return Number(index) < 17
        ? `mtl_vgg_core.v1_block.${index}.${field}`
        : `mtl_vgg_core.unshared_block.${Number(index) - 17}.${field}`
    })
    const readOut = { 'v1_readout.session.features': [1, 16, 1, 30], 'v1_readout.session.bias': [30] }
    const [best] = await candidates({ ...names, ...readOut })
    expect(best).toMatchObject({ fits: true, missing: [], unexpected: [], prefix: '' })
    expect(best?.leftAside).toEqual(Object.keys(readOut))
    const { size: _size, mean: _mean, std: _std, ...recognised } = monkey
    expect(best?.configuration).toEqual(recognised)
    expect(best?.reasons.join(' ')).toContain('neural responses')
  })

  it('1×1 convolutions: gray images first, colour offered', async () => {
    const found = await candidates(tensorsOf(monkey))
    expect(found.map(({ configuration }) => [configuration.channels, configuration.expandsGray])).toEqual([
      [1, true],
      [3, undefined],
    ])
  })

  it('a VGG whose read-out begins with a Dropout (places 1, 4, 6)', async () => {
    const places: Record<string, string> = { '0': '1', '3': '4', '6': '6' }
    const configuration = details('vgg16', {
      batchNormalisation: true,
      readOut: 'linear',
      readOutHidden: [32, 32],
      readOutPooling: null,
    })
    const [best] = await candidates(
      tensorsOf(configuration, (name) =>
        name.replace(/^classifier\.(\d)/, (_, at: string) => `classifier.${places[at]!}`),
      ),
    )
    expect(best).toMatchObject({ fits: true, architecture: 'vgg16' })
  })

  it('gray images for three channels where the file’s task says so', async () => {
    const found = await candidates(tensorsOf(RESNET), { task: 'CIFAR10-Gray' })
    expect(found).toHaveLength(1)
    expect(found[0]!.configuration).toMatchObject({ channels: 1, expandsGray: true })
    expect(found[0]!.sizeHint).toMatchObject({ size: 32 })
  })
})

describe('what does not match', () => {
  it('names the shapes that differ', async () => {
    const tensors = { ...tensorsOf(RESNET, toTorchvisionName), 'layer3.0.conv1.weight': [32, 16, 1, 1] }
    const checkpoint = fakeCheckpoint([{ tensors }])
    const recognition = await recognise(checkpoint)
    expect(recognition.candidates[0]).toMatchObject({
      fits: false,
      wrongShapes: [{ name: 'layer3.0.conv1.weight', found: [32, 16, 1, 1], expected: [32, 16, 3, 3] }],
    })
    expect(matchReport(checkpoint, recognition)).toContain(
      '"layer3.0.conv1.weight" is [32, 16, 1, 1] in the file; a ResNet-18, width 8 has [32, 16, 3, 3].',
    )
    await expect(
      assemble(checkpoint, recognition.candidates[0]!, { size: 32, mean: [0, 0, 0], std: [1, 1, 1] }),
    ).rejects.toThrow('"layer3.0.conv1.weight" is [32, 16, 1, 1] in the file')
  })

  it('names what is missing, as the file would name it', async () => {
    const tensors = behind('module.', tensorsOf(RESNET, toTorchvisionName))
    delete tensors['module.layer2.0.downsample.0.weight']
    const checkpoint = fakeCheckpoint([{ tensors }])
    const recognition = await recognise(checkpoint)
    expect(recognition.candidates[0]).toMatchObject({
      fits: false,
      missing: ['module.layer2.0.downsample.0.weight'],
    })
    expect(matchReport(checkpoint, recognition).join(' ')).toContain(
      'The file lacks "module.layer2.0.downsample.0.weight", which belongs to a ResNet-18, width 8.',
    )
  })

  it('does not overlook a module inside the network', async () => {
    const found = await candidates({
      ...tensorsOf(RESNET, toTorchvisionName),
      'layer1.0.se.fc1.weight': [2, 8, 1, 1],
      'layer1.0.se.fc2.weight': [8, 2, 1, 1],
    })
    expect(found[0]).toMatchObject({
      fits: false,
      unexpected: ['layer1.0.se.fc1.weight', 'layer1.0.se.fc2.weight'],
    })
  })

  it('does not overlook a filter before the network', async () => {
    const found = await candidates({
      ...behind('model.', tensorsOf(RESNET)),
      'denoiser.weight': [3, 3, 5, 5],
    })
    expect(found[0]).toMatchObject({ fits: false, unexpected: ['denoiser.weight'] })
  })

  it('leaves another head aside and ranks it behind a network without', async () => {
    const network = tensorsOf(RESNET, toTorchvisionName)
    const checkpoint = fakeCheckpoint([
      { path: ['a'], tensors: { ...network, 'rotation_head.weight': [4, 64] } },
      { path: ['b'], tensors: behind('module.', network) },
    ])
    const { candidates: found } = await recognise(checkpoint)
    expect(found.map(({ dictionary, fits, leftAside }) => [dictionary, fits, leftAside])).toEqual([
      [1, true, []],
      [0, true, ['rotation_head.weight']],
    ])
  })

  it('needs no counters, no bias where a layer has none', async () => {
    const tensors = Object.fromEntries(
      Object.entries(
        tensorsOf({ ...RESNET, architecture: 'wide-resnet', depth: 16, widen: 2, width: 4 }),
      ).filter(([name]) => !name.endsWith('num_batches_tracked') && name !== 'fc.bias'),
    )
    const checkpoint = fakeCheckpoint([{ tensors }])
    const [best] = (await recognise(checkpoint)).candidates
    expect(best).toMatchObject({ fits: true, missing: [] })
    const { state } = await assemble(checkpoint, best!, { size: 32, mean: [0, 0, 0], std: [1, 1, 1] })
    expect([...state.get('fc.bias')!.data]).toEqual(Array.from({ length: 10 }, () => 0))
    expect(state.get('bn1.num_batches_tracked')).toEqual({
      shape: [],
      dtype: 'int32',
      data: Int32Array.of(0),
    })
  })

  it('never leaves out a blur that cannot be used, whoever asks for it', async () => {
    const checkpoint = fakeCheckpoint([
      {
        tensors: { ...tensorsOf(RESNET), 'blur.weight': [3, 1, 9, 9] },
        attributes: { 'blur.padding_mode': 'zeros' },
      },
    ])
    const [best] = (await recognise(checkpoint)).candidates
    expect(best!.fits).toBe(false)
    expect(best!.missing).toEqual([])
    await expect(assemble(checkpoint, best!, { size: 32, mean: [0, 0, 0], std: [1, 1, 1] })).rejects.toThrow(
      /"blur.weight" pads with zeros.*export the model as ONNX/,
    )
  })

  it('refuses weights that are not finite', async () => {
    const tensors = {
      ...tensorsOf(RESNET),
      'fc.bias': { shape: [10], values: [0, 0, 0, NaN, 0, 0, 0, 0, 0, 0] },
    }
    const checkpoint = fakeCheckpoint([{ tensors }])
    const [best] = (await recognise(checkpoint)).candidates
    await expect(assemble(checkpoint, best!, { size: 32, mean: [0, 0, 0], std: [1, 1, 1] })).rejects.toThrow(
      '"fc.bias" holds NaN (value 4 of 10)',
    )
  })

  it.each<[string, string[], RegExp]>([
    [
      'a ViT',
      ['patch_embed.proj.weight', 'blocks.0.attn.qkv.weight', 'cls_token'],
      /vision transformer.*ONNX/,
    ],
    [
      'a language model',
      ['model.embed_tokens.weight', 'model.layers.0.self_attn.q_proj.weight'],
      /language model/,
    ],
    ['a detector', ['backbone.body.conv1.weight', 'rpn.head.conv.0.0.weight'], /detection/],
    ['something else', ['weights.a', 'weights.b'], /No architecture.*"weights.a" and "weights.b"/],
  ])('says what %s is', async (_, names, sentence) => {
    const checkpoint = fakeCheckpoint([{ tensors: Object.fromEntries(names.map((name) => [name, [4, 4]])) }])
    const recognition = await recognise(checkpoint)
    expect(recognition.candidates).toEqual([])
    expect(matchReport(checkpoint, recognition).join(' ')).toMatch(sentence)
  })

  it('survives names and shapes made to hurt', async () => {
    const deep = 'a.'.repeat(5000)
    const found = await candidates({
      [`${deep}conv1.weight`]: [1e9, 3, 3, 3],
      'layer1.999999999.conv1.weight': [4, 4, 3, 3],
      'layer2.0.conv1.weight': [4, 4, 3, 3],
      'layer3.0.conv1.weight': [],
      'layer4.0.conv1.weight': [0],
      'conv1.weight': [-5, 3, 3, 3],
      'bn1.weight': [1e300],
      'fc.weight': [NaN, 2],
      __proto__: [1],
      'features.0.weight': [0, 0, 0, 0],
    })
    expect(found.every(({ fits }) => !fits)).toBe(true)
  })
})

describe('whole modules', () => {
  const classes = { '': 'torchvision.models.resnet.ResNet', relu: 'torch.nn.modules.activation.ReLU' }
  const tensors = tensorsOf(RESNET, toTorchvisionName)
  const attributes = {
    'conv1.stride': [1, 1],
    'conv1.padding': [1, 1],
    'bn1.eps': 1e-5,
    'layer2.0.conv1.stride': [2, 2],
  }
  const first = async (dictionary: Parameters<typeof fakeCheckpoint>[0][number]) =>
    (await recognise(fakeCheckpoint([dictionary]))).candidates[0]!

  it('cites the class and what was compared', async () => {
    const candidate = await first({ tensors, classes, attributes })
    expect(candidate).toMatchObject({ fits: true, contradictions: [] })
    expect(candidate.reasons.join(' ')).toMatch(/class torchvision\.models\.resnet\.ResNet\..*\(4 compared\)/)
  })

  it.each<[string, Record<string, FakeAttribute>, Record<string, string>, RegExp]>([
    [
      'a stride',
      { 'layer1.0.conv1.stride': [2, 2] },
      {},
      /"layer1\.0\.conv1" in the file has stride \(2, 2\)/,
    ],
    ['an epsilon', { 'bn1.eps': 1e-3 }, {}, /"bn1" in the file has eps 0\.001/],
    ['a padding mode', { 'conv1.padding_mode': 'reflect' }, {}, /padding_mode reflect/],
    ['an activation', {}, { 'layer1.0.relu': 'torch.nn.modules.activation.LeakyReLU' }, /LeakyReLU/],
    ['a pooling', {}, { maxpool: 'torch.nn.modules.pooling.LPPool2d' }, /LPPool2d; this reading has/],
  ])('says that %s contradicts', async (_, attribute, module, sentence) => {
    const candidate = await first({
      tensors,
      classes: { ...classes, ...module },
      attributes: { ...attributes, ...attribute },
    })
    expect(candidate.fits).toBe(false)
    expect(candidate.contradictions.join(' ')).toMatch(sentence)
  })

  it('ranks a contradicted network behind one that is not', async () => {
    const checkpoint = fakeCheckpoint([
      { path: ['a'], tensors, classes, attributes: { 'layer1.0.conv1.stride': [2, 2] } },
      { path: ['b'], tensors: behind('module.', tensors) },
    ])
    const found = (await recognise(checkpoint)).candidates
    expect(found.map(({ dictionary, fits }) => [dictionary, fits])).toEqual([
      [1, true],
      [0, false],
    ])
  })
})

type FakeAttribute = number | string | number[]

describe('assembled state', () => {
  it('is the network’s own under canonical names, and PCA rows come from columns', async () => {
    const configuration: NetworkConfiguration = { ...RESNET, width: 2, size: 8, components: 4 }
    const state = valued(tensorsOf({ ...RESNET, width: 2, size: 8 }))
    const tensors: Record<string, FakeTensor> = {}
    for (const [name, tensor] of Object.entries(state))
      tensors[`module.model.${toTorchvisionName(name)!}`] = tensor
    const columns = Float32Array.from({ length: 192 * 4 }, (_, at) => at)
    tensors['module.pca.mean'] = { shape: [3, 8, 8], values: new Float32Array(192).fill(0.5) }
    tensors['module.pca.components'] = { shape: [192, 4], values: columns }
    const checkpoint = fakeCheckpoint([{ tensors }])
    const [best] = (await recognise(checkpoint)).candidates
    expect(best).toMatchObject({ fits: true, configuration: { components: 4 }, sizeHint: { size: 8 } })
    const { mean, std, size } = configuration
    const assembled = await assemble(checkpoint, best!, { mean, std, size })
    expect(assembled.configuration).toEqual(configuration)
    for (const [name, tensor] of Object.entries(state)) {
      const { shape, values } = tensor as { shape: number[]; values: Float32Array }
      const counter = name.endsWith('num_batches_tracked')
      expect(assembled.state.get(name), name).toEqual({
        shape,
        dtype: counter ? 'int32' : 'float32',
        data: counter ? Int32Array.from(values) : values,
      })
    }
    expect(assembled.state.get('normalizer.mean')!.data).toEqual(Float32Array.from(mean))
    expect([...assembled.state.keys()]).toEqual(stateFields(configuration).map(({ name }) => name))
    const rows = assembled.state.get('pca.components')!
    expect(rows.shape).toEqual([4, 192])
    expect([...rows.data.slice(0, 3)]).toEqual([0, 4, 8])
    await expect(assemble(checkpoint, best!, { mean, std, size: 32 })).rejects.toThrow('choose the size')
  })
})

describe('the running average of a network beside it', () => {
  const network = tensorsOf(RESNET, toTorchvisionName)
  const other = Object.fromEntries(
    Object.entries(network).map(([name, tensor]): [string, FakeTensor] => {
      const shape = 'shape' in tensor ? tensor.shape : tensor
      return [name, { shape, values: new Float32Array(shape.reduce((all, side) => all * side, 1)).fill(0.5) }]
    }),
  )

  it('is another candidate, and each says which it is', async () => {
    const { candidates: found } = await recognise(
      fakeCheckpoint([
        { path: ['state_dict'], tensors: network },
        { path: ['state_dict_ema'], tensors: other },
      ]),
    )
    const said = found
      .filter(({ fits }) => fits)
      .map(({ dictionary, reasons }) => [dictionary, reasons.join(' ')])
    expect(said).toEqual([
      [
        0,
        expect.stringMatching(/under "state_dict"; the file has another one .* under "state_dict_ema", as/),
      ],
      [
        1,
        expect.stringMatching(/under "state_dict_ema"; the file has another one .* under "state_dict", as/),
      ],
    ])
  })

  it('is said where its names are lost', async () => {
    const parameters = Object.entries(network).filter(([name]) => !/running|tracked/.test(name))
    const [list] = (
      await recognise(
        fakeCheckpoint([
          { path: ['model'], tensors: network },
          {
            path: ['ema', 'shadow_params'],
            tensors: Object.fromEntries(parameters.map(([, tensor], i) => [i, tensor])),
          },
          {
            path: ['optimizer', 'exp_avg'],
            tensors: Object.fromEntries(parameters.map(([, tensor], i) => [i, tensor])),
          },
        ]),
      )
    ).candidates
    expect(list!.reasons.filter((reason) => /running average/.test(reason))).toEqual([
      expect.stringMatching(/^"ema › shadow_params" holds \d+ tensors .* it is not read/),
    ])
    const dense = Object.entries(network).map(([name, tensor]): [string, FakeTensor] => [
      `model_ema.${name.replaceAll('.', '')}`,
      tensor,
    ])
    const [flat] = await candidates({
      ...behind('model.', network),
      ...Object.fromEntries(dense),
      'model_ema.decay': [],
    })
    expect(flat).toMatchObject({ fits: true, unexpected: [], inTheWay: [] })
    expect(flat!.reasons.join(' ')).toMatch(/Left aside: "model_ema\.conv1weight".* \(LitEma\)/)
  })
})
