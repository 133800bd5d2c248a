/** Weights that are not the network's as numbers: quantised ones, and one part of several; and those that are products. */
import { describe, expect, it } from 'vitest'
import { obstacleOf } from '../../../src-main/networks/recognition/obstacles'
import { withPlainWeights } from '../../../src-main/networks/recognition/plain-weights'
import { fakeCheckpoint } from '../../support/fake-checkpoint'
import type { FakeTensor } from '../../support/fake-checkpoint'

const PLAIN = { 'conv1.weight': [4, 3, 3, 3], 'fc.weight': [10, 4], 'fc.bias': [10] }
const said = (tensors: Record<string, FakeTensor>, file = 'weights.pt', beside: string[] = []) =>
  obstacleOf(fakeCheckpoint([{ tensors }]), file, beside, false)

describe('quantised weights', () => {
  it.each([
    ['bitsandbytes', 'conv1.SCB'],
    ['bitsandbytes', 'fc.weight.quant_state.bitsandbytes__nf4'],
    ['GPTQ or AWQ', 'fc.qzeros'],
    ['PyTorch', 'fc._packed_params.dtype'],
    ['quantisation-aware', 'conv1.weight_fake_quant.scale'],
  ])('of %s are named by %s', (by, name) => {
    expect(said({ ...PLAIN, [name]: [4] })).toMatch(
      new RegExp(
        `"weights\\.pt" holds weights that .*${by}.* has quantised \\("${name.replaceAll('.', '\\.')}"`,
      ),
    )
  })

  it('tensors that PyTorch quantised, which no reader reads', () => {
    const checkpoint = {
      ...fakeCheckpoint([{ tensors: { 'bn1.weight': [4] } }]),
      warnings: ['"conv1.weight" is a quantised tensor, which is not read; it was left aside.'],
    }
    expect(obstacleOf(checkpoint, 'q.pth', [], true)).toMatch(/PyTorch has quantised \("conv1\.weight"\)/)
  })

  it('whole modules with quantised layers', () => {
    const classes = { '': 'models.Net', fc: 'torch.ao.nn.quantized.dynamic.modules.linear.Linear' }
    expect(obstacleOf(fakeCheckpoint([{ tensors: PLAIN, classes }]), 'q.pt', [], true)).toMatch(
      /PyTorch has quantised \("fc"\)/,
    )
  })

  it('whole numbers where a layer has its weights', () => {
    expect(said({ ...PLAIN, 'conv1.weight': { shape: [4, 3, 3, 3], values: [], dtype: 'int8' } })).toMatch(
      /quantised/,
    )
    expect(
      said({ ...PLAIN, 'bn1.num_batches_tracked': { shape: [], values: [0], dtype: 'int64' } }),
    ).toBeNull()
  })
})

describe('one part of several', () => {
  it('says which, and what to do', () => {
    const name = 'model-00002-of-00003.safetensors'
    expect(said(PLAIN, name)).toMatch(/part 2 of 3 of a model.*put all 3 parts/)
    expect(said(PLAIN, name, [name, 'model.safetensors.index.json'])).toMatch(
      /choose the index beside it \("model\.safetensors\.index\.json"\), and put all 3 parts there \(1 are\)/,
    )
    expect(said(PLAIN, 'pytorch_model-00001-of-00002.bin')).toMatch(/part 1 of 2.*torch\.save/)
    expect(said(PLAIN, 'model-00001-of-00001.safetensors')).toBeNull()
  })

  it('is not said of a whole network, nor of a fold of a cross-validation, whatever its name', () => {
    expect(said(PLAIN, 'fold-1-of-5.pth')).toBeNull()
    const file = 'model-00002-of-00003.safetensors'
    expect(obstacleOf(fakeCheckpoint([{ tensors: PLAIN }]), file, [], true)).toBeNull()
  })
})

describe('weights that are products', () => {
  const read = async (tensors: Record<string, FakeTensor>, name: string): Promise<number[]> => {
    const { dictionaries } = withPlainWeights(fakeCheckpoint([{ tensors }]))
    const names = dictionaries[0]!.tensors.map((tensor) => tensor.name)
    expect(names).toEqual([name])
    return [...(await dictionaries[0]!.tensors[0]!.read())]
  }

  it('weight normalisation as a parametrisation: g · v / |v|', async () => {
    const found = await read(
      {
        'fc.parametrizations.weight.original0': { shape: [2, 1], values: [10, 1] },
        'fc.parametrizations.weight.original1': { shape: [2, 2], values: [3, 4, 0, 2] },
      },
      'fc.weight',
    )
    expect(found).toEqual([6, 8, 0, 1])
  })

  it.each([
    ['weight_orig', 'weight_u', 'weight_v'],
    ['parametrizations.weight.original', 'parametrizations.weight.0._u', 'parametrizations.weight.0._v'],
  ])('spectral normalisation, %s / (uᵀ W v)', async (weight, u, v) => {
    const found = await read(
      {
        [`fc.${weight}`]: { shape: [2, 2], values: [3, 0, 0, 1] },
        [`fc.${u}`]: { shape: [2], values: [1, 0] },
        [`fc.${v}`]: { shape: [2], values: [1, 0] },
      },
      'fc.weight',
    )
    expect(found[0]).toBeCloseTo(1, 6)
    expect(found[3]).toBeCloseTo(1 / 3, 6)
  })
})
