/**
 * A network that knows neurons beside what it has to be compared with (methods M.7, N.6): the same network without the
 * term, its controls, other neurons, and the blurred network whose f_rev is nearest. Every number is the newest of its
 * model; what differs between the rows is said in each, so that no ranking of methods is read off that is one of
 * architectures or data. Pure.
 */
import { isCorruptionMeasure } from './map-corruptions'
import { MAP_FREQUENCIES, frequencyNamed, mapMeasures, DEFAULT_FREQUENCY } from './map-measures'
import { workOfFrequency } from './map-work'
import type { MapPoint } from '../contract/map-point'
import type { Interval } from '../statistics/number-with-interval'

export interface BesideRow {
  id: string
  name: string
  weights: string
  role: 'model' | 'trained again' | 'baseline' | 'control' | 'other neurons' | 'blur'
  /** What differs from the model, in words. */
  differs: string
}

export interface BesideColumn {
  id: string
  words: string
  unit: string
  /** One for each row. */
  values: (Interval | null)[]
}

export interface Beside {
  rows: BesideRow[]
  columns: BesideColumn[]
  notes: string[]
}

/** Columns of the means of corruptions; single types are too many for a table. */
const CORRUPTION_PARTS = new Set(['mean', 'low', 'medium', 'high'])

/** Null where the model is not among them, or knows no neurons. */
export function besideOf(points: readonly MapPoint[], id: string): Beside | null {
  const model = points.find((point) => point.id === id)
  const term = model?.neuralTerm
  if (!model || !term) return null
  const same = points.filter((point) => model.plain != null && point.plain === model.plain && point.id !== id)
  const nearest = blurMatched(points, model)
  const shown: { point: MapPoint; row: Omit<BesideRow, 'id' | 'name' | 'weights'> }[] = [
    { point: model, row: { role: 'model', differs: 'the model itself' } },
    ...same.flatMap((point) => [
      { point, row: { role: roleOf(point, model), differs: differenceOf(point, model) } },
    ]),
    ...(nearest
      ? [
          {
            point: nearest,
            row: {
              role: 'blur' as const,
              differs: `no neurons, but a blur of σ = ${nearest.sigma} pixels: of the blurred networks with as many parameters, that with the nearest f_rev`,
            },
          },
        ]
      : []),
  ]
  const { sentence: work } = workOfFrequency(
    shown.filter(({ point }) => point.f_rev?.value != null),
    frequencyNamed(DEFAULT_FREQUENCY),
  )
  const order = ['model', 'trained again', 'baseline', 'control', 'other neurons', 'blur'] as const
  shown.sort((a, b) => order.indexOf(a.row.role) - order.indexOf(b.row.role))
  return {
    rows: shown.map(({ point: { id: each, name, weights }, row }) => ({ id: each, name, weights, ...row })),
    columns: columnsOf(shown.map(({ point }) => point)),
    notes: [
      ...(shown.some(({ row }) => row.role === 'baseline')
        ? []
        : [
            'The same network without neurons (α = 0) is not in the project: nothing can be said of what they change.',
          ]),
      ...(shown.some(({ row }) => row.role === 'control')
        ? []
        : [
            'No control (shuffled, pixels, blurred) is in the project: any such term may have done the same.',
          ]),
      ...(nearest
        ? []
        : ['No blurred network with as many parameters and an f_rev is in the project, so none is matched.']),
      ...(work === null ? [] : [work]),
    ],
  }
}

function roleOf({ neuralTerm }: MapPoint, model: MapPoint): BesideRow['role'] {
  if (neuralTerm === undefined) return 'baseline'
  const { population, alpha, control, method } = model.neuralTerm!
  const again =
    neuralTerm.population === population &&
    neuralTerm.alpha === alpha &&
    neuralTerm.control === control &&
    neuralTerm.method === method
  if (again) return 'trained again'
  return neuralTerm.control === 'none' ? 'other neurons' : 'control'
}

function differenceOf(point: MapPoint, model: MapPoint): string {
  const [own, its] = [point.neuralTerm, model.neuralTerm!]
  const seed = point.seed === model.seed ? [] : [`training seed ${point.seed ?? '–'}`]
  if (own === undefined) return ['no neural term', ...seed].join(', ')
  return [
    ...(own.method === its.method ? [] : [own.method === 'co-training' ? 'co-trained' : 'similarities']),
    ...(own.population === its.population ? [] : [`population ${own.population}`]),
    ...(own.alpha === its.alpha || own.method ? [] : [`α = ${own.alpha}`]),
    ...(own.control === its.control ? [] : [own.control === 'none' ? 'the neurons themselves' : own.control]),
    ...seed,
  ].join(', ')
}

function blurMatched(points: readonly MapPoint[], model: MapPoint): MapPoint | undefined {
  const value = model.f_rev?.value ?? null
  if (value === null) return undefined
  const blurred = points.filter(
    ({ sigma, neuralTerm, parameters, size, f_rev }) =>
      sigma !== null &&
      neuralTerm === undefined &&
      parameters === model.parameters &&
      size === model.size &&
      f_rev?.value != null,
  )
  const distance = (point: MapPoint): number => Math.abs(point.f_rev!.value! - value)
  return blurred.sort((a, b) => distance(a) - distance(b))[0]
}

/** Those that some row has. */
function columnsOf(points: readonly MapPoint[]): BesideColumn[] {
  const frequencies = MAP_FREQUENCIES.filter(({ id }) => !id.startsWith('f_half-each')).map(
    ({ id, words, found }): BesideColumn => {
      const values = points.map(found)
      return {
        id,
        words,
        unit: values.find((value) => value !== null)?.unit ?? '',
        values: values.map((each) =>
          each === null || each.value === null ? null : { value: each.value, low: each.low, high: each.high },
        ),
      }
    },
  )
  const measures = mapMeasures(points)
    .filter((measure) => !isCorruptionMeasure(measure) || CORRUPTION_PARTS.has(measure.corruption.part))
    .map(({ id, words, unit, of }): BesideColumn => ({
      id,
      words,
      unit: unit.kind === 'percent' ? '%' : unit.kind === 'size' ? `ε (${unit.norm})` : 'correlation',
      values: points.map(of),
    }))
  return [...frequencies, ...measures].filter(({ values }) => values.some((value) => value !== null))
}
