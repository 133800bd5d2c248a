/**
 * Every number of every model on a Map as one table (CSV): the Table view of the window, with ends of intervals, studies and
 * the data set as columns of their own.
 */
import { NORM_UNITS, NORM_WORDS } from '../contract/kinds/attack/methods'
import type { MapPoint, MapSimilarity } from '../contract/map-point'
import { csv } from './csv'
import type { Cell } from './csv'
import { DEFAULT_FREQUENCY, frequencyNamed } from './map-measures'
import { chosenWords } from './map-neural'
import { frequencyOf, viewingOf } from './map-points'

const NORMS = ['L2', 'Linf'] as const

export interface MapTableOptions {
  /** Of the project, in degrees of visual angle. */
  fieldOfView?: number | undefined
  /** That all of it was measured on; null: of each number the newest. */
  dataSet: { id: string } | null
}

export function mapTable(points: readonly MapPoint[], { fieldOfView, dataSet }: MapTableOptions): string {
  const columns: [string, (point: MapPoint) => Cell][] = [
    ['model', ({ id }) => id],
    ['name', ({ name }) => name],
    ['group', ({ group }) => group],
    ['sigma (pixels)', ({ sigma }) => sigma],
    ['training seed', ({ seed }) => seed],
    ['weights (SHA-256)', ({ weights }) => weights],
    ['data set', () => dataSet?.id ?? null],
    ...interval('f_rev', 'fraction of Nyquist', ({ f_rev }) => f_rev),
    ...interval('f_rev', 'cycles/image', (point) =>
      frequencyOf(
        point,
        frequencyNamed(DEFAULT_FREQUENCY),
        'cycles/image',
        viewingOf(point, { fieldOfView }),
      ),
    ),
    ['why there is no f_rev', ({ f_rev }) => (f_rev?.value === null ? f_rev.sentence : null)],
    ['study of f_rev', ({ hybridStudy }) => hybridStudy],
    ['p_other at f_rev', ({ p_other_at_reversal }) => p_other_at_reversal],
    ['confidence at f_rev', ({ confidence_at_reversal }) => confidence_at_reversal],
    ...interval('clean accuracy', 'proportion', ({ accuracy }) => accuracy),
    ['n (images of the clean accuracy)', ({ accuracy }) => accuracy?.count ?? null],
    ['images of the clean accuracy', ({ accuracy }) => accuracy?.work?.words ?? accuracy?.on ?? null],
    ...NORMS.flatMap((norm): [string, (point: MapPoint) => Cell][] => [
      ...interval('median epsilon', NORM_UNITS[norm], ({ medianEpsilon }) => medianEpsilon[norm]),
      [`study of epsilon (${NORM_WORDS[norm]})`, ({ medianEpsilon }) => medianEpsilon[norm]?.study ?? null],
      ...interval('f_0.5', `${NORM_WORDS[norm]}, cycles/pixel`, ({ f_half }) => f_half[norm]),
      [`study of f_0.5 (${NORM_WORDS[norm]})`, ({ f_half }) => f_half[norm]?.study ?? null],
    ]),
    ...similarityColumns(points),
    ...[
      ...new Set(points.flatMap(({ corruptions }) => corruptions.map(({ origin }) => origin.label))),
    ].flatMap((label): [string, (point: MapPoint) => Cell][] => {
      const of = ({ corruptions }: MapPoint): MapPoint['corruptions'][number] | undefined =>
        corruptions.find(({ origin }) => origin.label === label)
      return [
        [`mean accuracy under corruptions (proportion; ${label})`, (point) => of(point)?.mean ?? null],
        [`study of corruptions (${label})`, (point) => of(point)?.study ?? null],
      ]
    }),
  ]
  return csv(
    columns.map(([name]) => name),
    points.map((point) => columns.map(([, of]) => of(point))),
  )
}

/** Of each population that a model was compared with. */
function similarityColumns(points: readonly MapPoint[]): [string, (point: MapPoint) => Cell][] {
  const all = points.flatMap(({ neural = [] }) => neural)
  const names = new Map(all.map(({ population, name }) => [population, name]))
  return [...names].flatMap(([population, name]): [string, (point: MapPoint) => Cell][] => {
    const of = ({ neural = [] }: MapPoint): MapSimilarity | undefined =>
      neural.find((each) => each.population === population)
    return [
      ...interval('neural similarity', `cross-validated RSA; ${name}`, (point) => {
        const found = of(point)
        return found ? { value: found.rsa, low: found.low, high: found.high } : null
      }),
      [
        `how measured (neural similarity; ${name})`,
        (point) => {
          const found = of(point)
          return found ? chosenWords(found) : null
        },
      ],
      [`study of neural similarity (${name})`, (point) => of(point)?.study ?? null],
    ]
  })
}

function interval(
  name: string,
  unit: string,
  of: (point: MapPoint) => { value: number | null; low: number | null; high: number | null } | null,
): [string, (point: MapPoint) => Cell][] {
  return [
    [`${name} (${unit})`, (point) => of(point)?.value ?? null],
    [`${name} low (95 % interval of this trained network; ${unit})`, (point) => of(point)?.low ?? null],
    [`${name} high (95 % interval of this trained network; ${unit})`, (point) => of(point)?.high ?? null],
  ]
}
