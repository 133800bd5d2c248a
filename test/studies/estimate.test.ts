/** What a study costs, told from its plan: counted by hand, and beside what is really written. */
import { mixingFrequency } from '../../src-main/contract/units'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { useDevice } from '../../src-main/devices/choose'
import { createNetwork } from '../../src-main/networks/create'
import { CORE_SECONDS } from '../../src-main/studies/estimate/costs'
import { estimateUnits } from '../../src-main/studies/estimate/estimate'
import { expand } from '../../src-main/studies/kinds'
import { RECIPES } from '../../src-main/training/recipe'
import type { SweepPlan } from '../../src-main/contract/kinds/sweep/study'
import type { HybridPlan } from '../../src-main/contract/kinds/hybrid/study'
import type { Facts } from '../../src-main/studies/study'

const HASH = 'a'.repeat(64)
const choice = { dataSet: 'd', split: 'train', hash: HASH, images: 1000, limit: null }
const network: SweepPlan['network'] = {
  ...{ architecture: 'resnet18', width: 64, stem: 'cifar', classes: 10, channels: 3, size: 32 },
  ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
}
/** Of a ResNet-18 for CIFAR images: 5.56·10⁸, as published counts have it. */
const GIGA = 0.5556

const sweep: SweepPlan = {
  ...{ kind: 'sweep', network, sigmas: [1, 2], seeds: [0], train: choice },
  recipe: { ...RECIPES['blur-net-0.4'], epochs: 4 },
  ...{ test: { ...choice, split: 'test' }, classNames: [], blockEpochs: 1, device: 'onnxruntime-cpu' },
}
const hybrid: HybridPlan = {
  ...{ kind: 'hybrid', models: [{ id: 'm', weights: HASH }], data: choice },
  fMix: { values: [0, 0.5, 1].map(mixingFrequency), unit: 'fraction of Nyquist' },
  ...{ pairing: { kind: 'seeded', seeds: [0, 1] }, batchSize: 100, device: 'onnxruntime-cpu' },
}
const facts = {
  dataSets: new Map([
    ['d', { file: { dataFormat: 'idx', transforms: { gray: false } }, absolutePath: '/data' }],
  ]),
  models: new Map([['m', { id: 'm', configuration: { ...network, sigma: null } }]]),
  weightsPath: () => '/weights',
  jsonPath: (key: string) => key,
  arraysPath: (key: string) => key,
} as unknown as Facts

describe('the estimate of a sweep', () => {
  beforeAll(() => useDevice('onnxruntime-cpu', { threads: 1 }))
  const units = expand(sweep, facts)
  const found = estimateUnits('s', units, new Set())
  const line = (what: string) => found.lines.find((each) => each.what === what)!

  it('counts passes by hand', () => {
    // Per model and epoch: 950 images learnt from, three passes each, and 50 for validation.
    expect(line('training').passes).toBe(2 * 4 * (950 * 3 + 50))
    expect(line('clean accuracy').passes).toBe(2 * 1000)
    const seconds = line('training').passes * GIGA * CORE_SECONDS.small.training
    expect(line('training').coreHours! / (seconds / 3600)).toBeCloseTo(1, 2)
    expect(found.coreHours).toBeCloseTo(line('training').coreHours! + line('clean accuracy').coreHours!, 9)
  })

  it('knows the size of what is written', async () => {
    const made = createNetwork({ ...network, sigma: 2 }, 0)
    const { length } = encodeSafetensors(await made.stateDictionary())
    made.dispose()
    expect(line('weights kept').bytes / 2 / length).toBeCloseTo(1, 2)
    expect(found.temporaryBytes / length).toBeGreaterThan(5.5)
  })

  it('leaves out of the time what is finished', () => {
    const done = new Set(units.filter(({ task }) => task.kind === 'train').map(({ key }) => key))
    const rest = estimateUnits('s', units, done)
    expect(rest.coreHours).toBeCloseTo(line('clean accuracy').coreHours!, 9)
    expect(rest.bytes).toBe(found.bytes)
  })
})

describe('the estimate of hybrids', () => {
  it('counts every pair at every frequency', () => {
    const found = estimateUnits('h', expand(hybrid, facts), new Set())
    const images = found.lines.find(({ what }) => what === 'hybrid images')!
    expect(images.passes).toBe(3 * 2 * 1000)
    expect(found.memoryBytes).toBeNull()
  })

  it('says where nothing is known', () => {
    const onnx = { id: 'm', configuration: { ...network, architecture: 'onnx', sigma: null } }
    const found = estimateUnits(
      'h',
      expand(hybrid, { ...facts, models: new Map([['m', onnx]]) } as never),
      new Set(),
    )
    expect(found.coreHours).toBe(0)
    expect(found.lines.find(({ what }) => what === 'hybrid images')!.coreHours).toBeNull()
    expect(found.notices.join(' ')).toMatch(/Of ONNX graphs it is not known/)
  })
})
