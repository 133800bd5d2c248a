/**
 * One fuzz case for every builder of src-main/figures: what it is given, and how it is called. The test looks into
 * the folder and fails for a builder without a case.
 */
import { mixingFrequency } from '../../src-main/contract/units'
import type { FractionOfNyquist } from '../../src-main/contract/units'
import { blurTransfer } from '../../src-main/figures/blur-transfer'
import { classBalanceFigure } from '../../src-main/figures/class-balance'
import { corruptionGroupsFigure, corruptionSeveritiesFigure } from '../../src-main/figures/corruption-bars'
import { corruptionCellsFigure } from '../../src-main/figures/corruption-cells'
import { corruptionReversalFigure } from '../../src-main/figures/corruption-reversal'
import { corruptionMapsFigure, corruptionProfilesFigure } from '../../src-main/figures/corruption-spectra'
import { differenceCurvesFigure } from '../../src-main/figures/difference-curves'
import { epsilonDistributionFigure } from '../../src-main/figures/epsilon-distribution'
import type { Figure } from '../../src-main/figures/figure'
import { filterCurvesFigure } from '../../src-main/figures/filter-curves'
import { followingOf } from '../../src-main/figures/following'
import type { FollowingPoint } from '../../src-main/figures/following'
import { followingFigure } from '../../src-main/figures/following-figure'
import { fourierMapFigure, fourierRadialFigure } from '../../src-main/figures/fourier-map'
import { goldilocksFigure } from '../../src-main/figures/goldilocks-figure'
import { halfPowerFigure } from '../../src-main/figures/half-power'
import { hybridCurvesFigure } from '../../src-main/figures/hybrid-curves'
import { mapFigure } from '../../src-main/figures/map'
import { MAP_FREQUENCIES, mapMeasures } from '../../src-main/figures/map-measures'
import { neuralManifoldFigure } from '../../src-main/figures/neural-manifold'
import { neuralSimilarityFigure } from '../../src-main/figures/neural-similarity'
import { neuralTuningFigure } from '../../src-main/figures/neural-tuning'
import { distancesFigure, naturalnessFigure } from '../../src-main/figures/naturalness'
import { perturbationMapsFigure } from '../../src-main/figures/perturbation-maps'
import { imagePanelFigure } from '../../src-main/figures/image-panel'
import { perturbedPanel } from '../../src-main/figures/image-panels'
import { imageSpectrumFigure, spectraRange } from '../../src-main/figures/image-spectrum'
import { powerSpectrumFigure } from '../../src-main/figures/power-spectrum'
import { preferenceFigure } from '../../src-main/figures/preference-figure'
import { radialProfileFigure } from '../../src-main/figures/radial-profile'
import { successCurveFigure } from '../../src-main/figures/success-curve'
import type { TrainingRun } from '../../src-main/figures/training-curves'
import { trainingCurvesFigure } from '../../src-main/figures/training-curves'
import { transferFigure } from '../../src-main/figures/transfer-function'
import { attackResult, baselineAttack, censoredAttack, heatMap, spectrumResult } from './attack-fixtures'
import { baselineResult, CLASSES, epochs, mapPoint, mouseResult, reversal } from './fixtures'
import { goldilocksFamily } from './goldilocks-fixtures'
import * as neural from './neural-fixtures'
import * as measured from './measurement-fixtures'

export interface FuzzCase {
  /** Small: every number in it is replaced in turn. */
  input: unknown
  /** The figure, or the figures where a builder has several ways. */
  build: (input: never) => Figure[]
  /** The same with ten thousand points; equal ones where `same`. */
  many: (same: boolean) => unknown
}

const MANY = 10_000
/** With the line of mouse V1, where there is an axis for it. */
const light = { theme: 'light', mouseV1: true } as const
const viewing = { side: 32, fieldOfView: 67.5 }
const method = 'minimal, targeted'

/** Keeps the type of the input between its two uses. */
function fuzzCase<T>(
  input: T,
  build: (input: T) => Figure[],
  many: (at: (i: number) => number) => T,
): FuzzCase {
  return { input, build, many: (same) => many(same ? () => 0.3 : (i) => (i % 997) / 1000) }
}

function times<T>(make: (i: number) => T, count = MANY): T[] {
  return Array.from({ length: count }, (_, i) => make(i))
}

const attacked = [
  { name: 'Baseline', result: baselineAttack() },
  { name: 'Blur 2', result: censoredAttack() },
]
const manyAttacked = (at: (i: number) => number) =>
  times((i) => ({ name: `M${i}`, result: attackResult(`m${i}`, 'blur', [at(i), at(i), at(i)]) }))

const spectra = [
  { name: 'Baseline', result: spectrumResult('base', 'baseline', 0.31) },
  { name: 'Blur 1', result: spectrumResult('blur-1', 'blur', 0.18) },
]
const manySpectra = (at: (i: number) => number) =>
  times((i) => ({ name: `M${i}`, result: spectrumResult(`m${i}`, 'blur', at(i) / 3 + 0.02) }))

const manyCorrupted = (at: (i: number) => number) => {
  const result = measured.corruptionResult('any', null, 0.6)
  const blur = measured.corruptionModels()[1]!
  return times((i) => ({
    ...blur,
    name: `M${i}`,
    group: 'blur' as const,
    f_rev: reversal(at(i)),
    viewing,
    result: { ...result, id: `m${i}` },
  }))
}

const curve = { name: 'Baseline', group: 'baseline' as const, viewing, result: baselineResult() }
const longCurve = (at: (i: number) => number) => ({
  ...mouseResult(),
  curve: times((i) => ({ ...mouseResult().curve[0]!, f_mix: mixingFrequency(i / MANY), p_low: at(i) })),
})

const points = [
  mapPoint('A', {
    medianEpsilon: {
      L2: { ...epsilon(0.12, 'L2'), low: 0.1, high: 0.15 },
      Linf: { ...epsilon(0.003, 'L∞'), low: 0.002, high: 0.004 },
    },
    f_half: { L2: half(0.2), Linf: half(0.25) },
    corruptions: [measured.mapCorruption(0.7)],
    family: 'one',
  }),
  mapPoint('C', {
    medianEpsilon: { L2: epsilon(0.2, 'L2'), Linf: null },
    f_rev: reversal(0.27),
    family: 'one',
    seed: 1,
  }),
  mapPoint('B', {
    group: 'blur',
    sigma: 1,
    f_rev: reversal(0.31),
    medianEpsilon: { L2: epsilon(0.4, 'L2'), Linf: epsilon(0.01, 'L∞') },
    f_half: { L2: half(0.1), Linf: half(0.15) },
    corruptions: [measured.mapCorruption(0.8)],
  }),
]

function epsilon(value: number, unit: string) {
  return {
    value,
    low: value * 0.9,
    high: value * 1.1,
    mean: value * 1.2,
    images: 100,
    unit,
    success: 1,
    study: 'attack-1',
    caption: method,
  }
}

function half(value: number) {
  const { f_half } = spectrumResult('any', 'blur', value)
  return { ...f_half, study: 'spectrum-1', caption: method }
}

const manyPower = (at: (i: number) => number) => [
  {
    name: 'test',
    frequencies: times((i) => (i + 1) / MANY / 2),
    power: times((i) => at(i) + 0.01),
    sampled: 200,
    viewing,
  },
]

/** A result whose axes have a place for every cell of the model. */
function gridFor({ errorRate }: typeof measured.FOURIER_MODEL): typeof measured.FOURIER_RESULT {
  const side = Math.round(Math.sqrt(errorRate.length))
  if (side === measured.FOURIER_RESULT.width) return measured.FOURIER_RESULT
  const axis = Array.from({ length: side }, (_, i) => i / side - 0.5)
  return {
    ...measured.FOURIER_RESULT,
    ...{ height: side, width: side, axes: { rows: axis, columns: axis, unit: 'cycles/pixel' } },
  }
}

/** Networks that are drawn to simulated neurons, and what they follow. */
const drawnPoints = [0.02, 0.04, 0.08].flatMap((preferred) =>
  (['none', 'shuffled'] as const).map((control) =>
    mapPoint(`drawn ${preferred} ${control}`, {
      group: 'mouse-regularised',
      f_rev: reversal(0.15 + preferred),
      plain: 'p',
      neuralTerm: {
        ...{ population: `p${preferred}`, alpha: 10, control, series: 's' },
        simulated: { preferred, fieldOfView: 67.5, like: 'l' },
      },
    }),
  ),
)
const followed = followingOf([...drawnPoints, mapPoint('plain', { plain: 'p', f_rev: reversal(0.3) })])[0]!

const numberOf = (value: number | null): number => value ?? NaN
const withNumber = (point: FollowingPoint): FollowingPoint => ({
  ...point,
  f_rev: { ...point.f_rev, value: numberOf(point.f_rev.value) },
})

export const FUZZ_CASES: Record<string, FuzzCase> = {
  classBalanceFigure: fuzzCase(
    [{ name: 'test', classes: CLASSES }],
    (parts) => [classBalanceFigure(parts, light)],
    (at) => [{ name: 'test', classes: times((i) => ({ name: `c${i}`, count: at(i) })) }],
  ),
  corruptionGroupsFigure: fuzzCase(
    measured.corruptionModels().slice(0, 2),
    (models) => [corruptionGroupsFigure(models, measured.FACTS, light)],
    manyCorrupted,
  ),
  corruptionSeveritiesFigure: fuzzCase(
    measured.corruptionModels().slice(0, 2),
    (models) => [corruptionSeveritiesFigure(models, measured.FACTS, light)],
    manyCorrupted,
  ),
  corruptionCellsFigure: fuzzCase(
    measured.BASELINE,
    (model) => [corruptionCellsFigure(model, measured.FACTS, light)],
    (at) => ({ ...measured.BASELINE, result: measured.corruptionResult('any', null, at(1) + 0.5) }),
  ),
  corruptionReversalFigure: fuzzCase(
    measured.corruptionModels().slice(0, 2),
    (models) =>
      (['frequency group', 'severity', 'type', 'type and severity'] as const).map((panels) =>
        corruptionReversalFigure(models, measured.FACTS, { ...light, panels }),
      ),
    manyCorrupted,
  ),
  corruptionMapsFigure: fuzzCase(
    measured.MAPS,
    (maps) =>
      (['shared', 'panel'] as const).map((scale) =>
        corruptionMapsFigure(maps, {
          ...light,
          severity: 5,
          origin: measured.GENERATED,
          images: 100,
          scale,
        }),
      ),
    (at) => [{ ...measured.MAPS[0]!, height: 100, width: 100, values: times(at) }],
  ),
  corruptionProfilesFigure: fuzzCase(
    measured.SPECTRA,
    (found) => [
      corruptionProfilesFigure(found, { ...light, severity: 5, origin: measured.GENERATED, viewing }),
    ],
    (at) => ({
      ...measured.SPECTRA,
      thresholds: { values: times((i) => i / MANY / 2), unit: 'cycles/pixel' as const },
      profiles: [{ type: 'fog' as const, severity: 5 as const, cumulative: times(at), meanPower: 1 }],
    }),
  ),
  differenceCurvesFigure: fuzzCase(
    [curve, { ...curve, name: 'Mouse', result: mouseResult() }],
    (curves) => [differenceCurvesFigure(curves, light)],
    (at) =>
      times((i) => ({ ...curve, result: { ...baselineResult(), id: `m${i}`, f_rev: reversal(at(i)) } })),
  ),
  epsilonDistributionFigure: fuzzCase(
    attacked,
    (models) => [epsilonDistributionFigure(models, { ...light, norm: 'Linf', method })],
    (at) => [
      {
        name: 'One',
        result: attackResult(
          'one',
          'blur',
          times((i) => at(i) + 0.001),
        ),
      },
    ],
  ),
  filterCurvesFigure: fuzzCase(
    measured.FILTER_MODEL,
    (model) => [
      filterCurvesFigure(model, {
        ...light,
        viewing,
        name: 'Mouse',
        classes: 10,
        images: 100,
        hybrids: { result: mouseResult(), otherImages: null },
      }),
    ],
    (at) => ({
      ...measured.FILTER_MODEL,
      curves: [
        {
          ...measured.FILTER_MODEL.curves[0]!,
          points: times((i) => ({
            cutOff: mixingFrequency(i / MANY),
            accuracy: { value: at(i), low: at(i), high: 1, count: 100 },
            confidence: 0.5,
          })),
        },
      ],
    }),
  ),
  goldilocksFigure: fuzzCase(
    goldilocksFamily(),
    (family) => [goldilocksFigure(family, light)],
    (at) =>
      goldilocksFamily(times((i) => ({ sigma: at(i), value: at(i), low: at(i) - 0.01, high: at(i) + 0.01 }))),
  ),
  followingFigure: fuzzCase(
    followed,
    // Who has no f_rev is not among them.
    (found) => [
      followingFigure(
        {
          ...found,
          drawn: found.drawn.map(withNumber),
          shuffled: found.shuffled.map(withNumber),
          without: found.without.map((each) => ({ ...each, value: numberOf(each.value) })),
        },
        drawnPoints,
        light,
      ),
    ],
    (at) => ({
      ...followed,
      drawn: times((i) => {
        const value = at(i) + 0.01
        return {
          ...followed.drawn[0]!,
          id: `m${i}`,
          preferred: value,
          f_rev: { value, low: null, high: null },
        }
      }),
    }),
  ),
  fourierMapFigure: fuzzCase(
    measured.FOURIER_MODEL,
    (model) =>
      (['error rate', 'feature change'] as const).map((value) =>
        fourierMapFigure(model, gridFor(model), { ...light, value, name: 'Baseline' }),
      ),
    (at) => ({ ...measured.FOURIER_MODEL, errorRate: times(at), featureChange: times(at) }),
  ),
  fourierRadialFigure: fuzzCase(
    [{ name: 'Baseline', group: 'baseline' as const, result: measured.FOURIER_MODEL }],
    (models) =>
      (['error rate', 'feature change'] as const).map((value) =>
        fourierRadialFigure(models, measured.FOURIER_RESULT, { ...light, value, viewing }),
      ),
    () =>
      times((i) => ({
        name: `M${i}`,
        group: 'baseline' as const,
        result: { ...measured.FOURIER_MODEL, id: `m${i}` },
      })),
  ),
  halfPowerFigure: fuzzCase(
    spectra,
    (models) => [halfPowerFigure(models, { ...light, viewing, method })],
    manySpectra,
  ),
  hybridCurvesFigure: fuzzCase(
    mouseResult(),
    (result) => [hybridCurvesFigure(result, { ...light, name: 'Mouse', viewing })],
    longCurve,
  ),
  mapFigure: fuzzCase(
    points,
    (list) =>
      MAP_FREQUENCIES.flatMap(({ id: frequency }) =>
        mapMeasures(list)
          .filter(
            ({ id }) => id === 'accuracy' || (frequency === 'f_rev' && /confidence|L2|Linf|.mean$/.test(id)),
          )
          .flatMap(({ id: measure, logarithmic }) =>
            (logarithmic ? [true, false] : [false]).flatMap((log) =>
              (frequency === 'f_rev' && measure === 'epsilon-L2' ? [false, true] : [false]).map((families) =>
                mapFigure(list, { ...light, measure, frequency, logarithmic: log, families }),
              ),
            ),
          ),
      ),
    (at) =>
      times((i) =>
        mapPoint(`M${i}`, {
          group: 'blur',
          f_rev: reversal(at(i)),
          medianEpsilon: { L2: epsilon(at(i), 'L2'), Linf: epsilon(at(i), 'L∞') },
          f_half: { L2: half(at(i) / 2), Linf: half(at(i) / 2) },
        }),
      ),
  ),
  preferenceFigure: fuzzCase(
    points,
    (list) => (['L2', 'Linf'] as const).map((norm) => preferenceFigure(list, { ...light, norm })),
    (at) =>
      times((i) =>
        mapPoint(`M${i}`, {
          f_rev: reversal(at(i)),
          f_half: { L2: half(at(i) / 2), Linf: half(at(i) / 2) },
        }),
      ),
  ),
  naturalnessFigure: fuzzCase(
    measured.NATURALNESS,
    // The sets at the cut-off that is asked for: all of these, whatever becomes of their cut-off.
    (found) => [
      naturalnessFigure(
        { ...found, sets: found.sets.map((set) => ({ ...set, cutOff: mixingFrequency(0.5) })) },
        0.5,
        {
          ...light,
          viewing,
        },
      ),
    ],
    (at) => ({
      ...measured.NATURALNESS,
      frequencies: { values: times((i) => i / MANY / 2), unit: 'cycles/pixel' as const },
      sets: [{ ...measured.NATURALNESS.sets[0]!, histogram: times(at), power: times(at) }],
    }),
  ),
  distancesFigure: fuzzCase(
    measured.NATURALNESS,
    (found) => [distancesFigure(found, { ...light, viewing })],
    (at) => ({
      ...measured.NATURALNESS,
      sets: times((i) => ({ ...measured.NATURALNESS.sets[1]!, cutOff: at(i) as FractionOfNyquist })),
    }),
  ),
  neuralManifoldFigure: fuzzCase(
    neural.manifold,
    (manifold) => [neuralManifoldFigure({ population: neural.population, manifold }, light)],
    (at) => ({
      ...neural.manifold,
      components: times((i) => ({
        ...neural.manifold.components[0]!,
        index: i + 1,
        profile: { proportions: [0, 1], halfPower: at(i) + 0.01 },
      })),
    }),
  ),
  neuralSimilarityFigure: fuzzCase(
    neural.similarity.models,
    (models) =>
      (['rsa', 'cka'] as const).map((measure) =>
        neuralSimilarityFigure({ ...neural.similarity, models }, new Map([['a', 'Net A']]), {
          ...light,
          measure,
        }),
      ),
    (at) =>
      times((i) => ({
        id: `m${i}`,
        layers: [{ ...neural.similarity.models[0]!.layers[0]!, rsa: at(i), low: at(i), high: at(i) }],
        chosen: null,
      })),
  ),
  neuralTuningFigure: fuzzCase(
    neural.tuning,
    (tuning) => [neuralTuningFigure({ population: neural.population, tuning }, light)],
    (at) => ({
      ...neural.tuning,
      histogram: times((i) => ({
        frequency: 0.01 + at(i),
        neurons: 1,
        unmodulated: 0,
        aliased: false,
      })),
    }),
  ),
  imageSpectrumFigure: fuzzCase(
    { height: 2, width: 3, values: [-1, 0.5, 2, 1, null, 3], meanPixel: 0.4 },
    (spectrum) => [
      imageSpectrumFigure(spectrum, { ...light, what: 'a cat', range: spectraRange([spectrum]) }),
    ],
    (at) => ({ height: 100, width: 100, values: times(at), meanPixel: 0.4 }),
  ),
  imagePanelFigure: fuzzCase(
    { items: 1, distance: 0.03, confidence: 0.5, gain: 3.4 },
    ({ items, distance, confidence, gain }) => [
      imagePanelFigure(
        perturbedPanel(
          times(
            (index) => ({
              ...{ index, label: 'Sneaker', target: null, clean: { url: 'image/clean' } },
              perturbations: [
                {
                  ...{
                    model: 'a',
                    status: 'found',
                    distance,
                    largest: distance,
                    confidence,
                    gain,
                    queries: 3,
                  },
                  ...{ foundBy: null, predicted: 'Bag', clean: { predicted: 'Sneaker', confidence } },
                  ...{ perturbed: { url: 'image/perturbed' }, difference: { url: 'image/difference' } },
                },
              ],
            }),
            Math.min(60, Math.max(0, items) || 0),
          ),
          {
            ...{ models: ['a'], nameOf: (id) => id, sourceOf: (url) => `data:${url}`, columns: null },
            ...{ size: { width: 32, height: 32 }, fieldOfView: 67.5, norm: 'Linf', gain: null, method },
            tiles: 'clean+perturbed+difference',
          },
        ),
        light,
      ),
    ],
    (at) => ({ items: MANY, distance: at(1), confidence: at(2), gain: 1 + at(3) }),
  ),
  perturbationMapsFigure: fuzzCase(
    [heatMap('Baseline', -6, 1), heatMap('Blur 2', -9, 2)],
    (panels) =>
      (['panel', 'shared'] as const).map((scale) =>
        perturbationMapsFigure(panels, { ...light, scale, method }),
      ),
    (at) => {
      const { map, ...panel } = heatMap('Baseline', -6, 1)
      return [{ ...panel, map: { ...map, height: 100, width: 100, values: times(at) } }]
    },
  ),
  powerSpectrumFigure: fuzzCase(
    [{ name: 'test', frequencies: [0, 0.1, 0.2, 0.4], power: [0, 100, 25, 6], sampled: 200, viewing }],
    (curves) => [powerSpectrumFigure(curves, light)],
    manyPower,
  ),
  radialProfileFigure: fuzzCase(
    spectra,
    (models) => [radialProfileFigure(models, [], { ...light, viewing, method })],
    manySpectra,
  ),
  successCurveFigure: fuzzCase(
    attacked,
    (models) => [successCurveFigure(models, { ...light, norm: 'Linf', method })],
    manyAttacked,
  ),
  trainingCurvesFigure: fuzzCase<TrainingRun[]>(
    [
      {
        id: 'a',
        name: 'Baseline',
        group: 'baseline' as const,
        epochs: epochs(3),
        keptEpoch: 3,
      },
    ],
    (runs) => [trainingCurvesFigure(runs, light)],
    () =>
      times((i) => ({
        id: `m${i}`,
        name: `M${i}`,
        group: 'baseline' as const,
        epochs: epochs(1),
        keptEpoch: null,
      })),
  ),
  transferFigure: fuzzCase(
    [null, 2].map((sigma) => ({ sigma, transfer: blurTransfer(sigma, 5) })),
    (curves) => [transferFigure(curves, { ...light, side: 32 })],
    () => [{ sigma: 2, transfer: blurTransfer(2, MANY) }],
  ),
}
