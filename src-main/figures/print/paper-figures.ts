/**
 * The paper's figures (methods G) as far as a project has the studies for them: which panels each has, and which are missing
 * and why. Figure 1 is a drawing of the idea; images are shown by the window's galleries. Pure.
 */
import type { FigureContents, Panel } from '../../contract/figures/figures'
import type { MapPoint } from '../../contract/map-point'
import type { StudyKindName } from '../../contract/plans'
import type { StudyInfo } from '../../contract/studies'
import { DEFAULT_MEASURE, mapMeasures } from '../map-measures'
import { isCorruptionMeasure } from '../map-corruptions'
import { ofModel, ofStudy, onMap } from './paper-wishes'
import type { Wish } from './paper-wishes'

export interface PaperFigure {
  /** Name of its files. */
  name: string
  title: string
  panels: Panel[]
  columns: number
  /** What it has in the paper and this project has no data for, one sentence each. */
  missing: string[]
}

interface Project {
  studies: readonly StudyInfo[]
  points: readonly MapPoint[]
  /** Norm of attack and spectrum studies, as far as known. */
  normOf: (study: string) => 'L2' | 'Linf' | null
}

export function paperFigures(project: Project): PaperFigure[] {
  const { points } = project
  const newest = (kind: StudyKindName, norm?: 'L2' | 'Linf'): string | null =>
    project.studies
      .filter((study) => study.kind === kind && study.units.done > 0)
      .filter(({ id }) => norm === undefined || project.normOf(id) === norm)
      .toSorted((a, b) => b.order - a.order)[0]?.id ?? null
  const hybrid = newest('hybrid')
  const corruption = newest('corruption')
  const filter = newest('filter')
  const fourier = newest('fourier-map')
  const [baseline, blurred] = [
    points.find(({ group, hybridStudy }) => group === 'baseline' && hybridStudy === hybrid),
    points
      .filter(({ group, hybridStudy }) => group === 'blur' && hybridStudy === hybrid)
      .toSorted((a, b) => (b.sigma ?? 0) - (a.sigma ?? 0))[0],
  ]
  const measures = mapMeasures(points)
  const mean = measures.find((each) => isCorruptionMeasure(each) && each.corruption.part === 'mean')?.id
  const group = (part: string): string | undefined =>
    measures.find((each) => isCorruptionMeasure(each) && each.corruption.part === part)?.id

  const atMap = (
    measure: string | undefined,
    frequency: string,
    what: string,
    how: string,
    options: Panel['options'] = {},
  ): Wish =>
    onMap(
      points,
      measures.find(({ id }) => id === measure),
      frequency,
      what,
      how,
      options,
    )
  const perturbations = (norm: 'L2' | 'Linf'): Wish[] => {
    const words = norm === 'L2' ? 'L2' : 'L∞'
    const [attack, spectrum] = [newest('attack', norm), newest('spectrum', norm)]
    const how = `halfpower attack … --norm ${norm.toLowerCase()}`
    const spectra = 'halfpower spectrum …'
    return [
      ofStudy('success', attack, `success rate against ε (${words})`, how),
      ofStudy('radial-profile', spectrum, `radial profiles (${words})`, spectra),
      ofStudy('half-power', spectrum, `f_0.5 of each model (${words})`, spectra),
    ]
  }

  /** By themselves: maps of many models need the whole width. */
  const maps = (norm: 'L2' | 'Linf'): Wish[] => [
    ofStudy(
      'spectra',
      newest('spectrum', norm),
      `mean spectra of ${norm === 'L2' ? 'L2' : 'L∞'} perturbations`,
      'halfpower spectrum …',
    ),
  ]

  const all: { name: string; title: string; columns: number; wishes: Wish[] }[] = [
    {
      name: 'Fig2_spectra',
      title: 'Mean spectra of minimal perturbations',
      columns: 1,
      wishes: maps('Linf'),
    },
    {
      name: 'Fig2',
      title: 'Minimal perturbations and their spectra',
      columns: 2,
      wishes: perturbations('Linf'),
    },
    {
      name: 'Fig3',
      title: 'Hybrid images reveal which spatial frequencies a model relies on',
      columns: 2,
      wishes: [
        ofStudy('hybrid-differences', hybrid, 'hybrid curves of all models', 'halfpower hybrid …'),
        ofModel(
          'hybrid-curves',
          hybrid,
          baseline?.id,
          'hybrid curves of a baseline with the third category',
          'halfpower hybrid … --model BASELINE',
          'baseline',
        ),
        ofModel(
          'hybrid-curves',
          hybrid,
          blurred?.id,
          'hybrid curves of a blur model with the third category',
          'halfpower hybrid … --model BLURRED',
          `σ = ${blurred?.sigma ?? ''} px`,
        ),
        atMap(DEFAULT_MEASURE, 'f_rev', 'clean accuracy against f_rev', 'halfpower hybrid …'),
      ],
    },
    {
      name: 'Fig4',
      title: 'Size and half-power frequency of minimal perturbations',
      columns: 2,
      wishes: [
        ...(['L2', 'Linf'] as const).flatMap((norm): Wish[] => [
          atMap(
            `epsilon-${norm}`,
            `f_half-${norm}`,
            `median ε against f_0.5 (${norm})`,
            'halfpower attack … and halfpower spectrum …',
          ),
          atMap(
            `epsilon-${norm}`,
            'f_rev',
            `median ε against f_rev (${norm})`,
            'halfpower attack … and halfpower hybrid …',
          ),
        ]),
      ],
    },
    {
      name: 'Fig5',
      title: 'Robustness to common corruptions against the reversal frequency',
      columns: 2,
      wishes: [
        atMap(
          mean,
          'f_rev',
          'accuracy on corruptions against f_rev',
          'halfpower corruptions … and halfpower hybrid …',
        ),
        ...(['low', 'medium', 'high'] as const).map((part) =>
          atMap(
            group(part),
            'f_rev',
            `accuracy on corruptions of ${part} frequencies against f_rev`,
            'halfpower corruptions … and halfpower hybrid …',
          ),
        ),
      ],
    },
    {
      name: 'Fig6',
      title: 'Robustness to common corruptions by group and against the half-power frequency',
      columns: 2,
      wishes: [
        ofStudy(
          'corruption-groups',
          corruption,
          'accuracy by frequency group of the corruptions',
          'halfpower corruptions …',
        ),
        ofStudy('corruption-severities', corruption, 'accuracy by severity', 'halfpower corruptions …'),
        atMap(
          mean,
          'f_half-Linf',
          'accuracy on corruptions against f_0.5 (L∞)',
          'halfpower corruptions … and halfpower spectrum …',
        ),
        atMap(
          mean,
          'f_half-L2',
          'accuracy on corruptions against f_0.5 (L2)',
          'halfpower corruptions … and halfpower spectrum …',
        ),
      ],
    },
    {
      name: 'S1_Fig_spectra',
      title: 'Mean spectra of minimal perturbations in L2',
      columns: 1,
      wishes: maps('L2'),
    },
    {
      name: 'S1_Fig',
      title: 'Minimal perturbations in L2 and their spectra',
      columns: 2,
      wishes: perturbations('L2'),
    },
    {
      name: 'S2_Fig',
      title: 'Accuracy against the reversal frequency for each type of corruption',
      columns: 1,
      wishes: [
        ofStudy('corruption-reversal', corruption, 'small multiples by type', 'halfpower corruptions …', {
          panels: 'type',
        }),
      ],
    },
    {
      name: 'S3_Fig',
      title: 'Accuracy against the reversal frequency for each severity',
      columns: 1,
      wishes: [
        ofStudy('corruption-reversal', corruption, 'small multiples by severity', 'halfpower corruptions …', {
          panels: 'severity',
        }),
      ],
    },
    {
      name: 'S4_Fig',
      title: 'Spectra of the corruptions',
      columns: 1,
      wishes: [
        ofStudy(
          'corruption-spectra',
          corruption,
          'spectra of the corruptions',
          'halfpower corruptions … --spectra',
        ),
        ofStudy(
          'corruption-profiles',
          corruption,
          'radial profiles of the corruptions',
          'halfpower corruptions … --spectra',
        ),
      ],
    },
    {
      name: 'S5_Fig',
      title: 'Variance between training seeds',
      columns: 1,
      wishes: [
        {
          ...atMap(
            DEFAULT_MEASURE,
            'f_rev',
            'training seeds as one marker with their standard deviation',
            'halfpower sweep … --training-seeds 0,1,2',
            { families: 'yes' },
          ),
          ...(hasFamily(points) ? {} : { panel: null }),
        },
      ],
    },
    {
      name: 'S6_Fig',
      title: 'Naturalness of hybrids and filtered images',
      columns: 1,
      wishes: [
        ofStudy(
          'naturalness',
          filter,
          'spectra of hybrids and filtered images beside natural ones',
          'halfpower filter …',
        ),
        ofStudy(
          'naturalness-distances',
          filter,
          'distance of hybrids and filtered images from natural ones',
          'halfpower filter …',
        ),
      ],
    },
    {
      name: 'S6_Fig_filters',
      title: 'Low- and high-passed images',
      columns: 2,
      wishes: [
        ofModel(
          'filters',
          filter,
          baseline?.id,
          'accuracy of a baseline on low- and high-passed images',
          'halfpower filter …',
          'baseline',
        ),
        ofModel(
          'filters',
          filter,
          blurred?.id,
          'accuracy of a blur model on low- and high-passed images',
          'halfpower filter …',
          `σ = ${blurred?.sigma ?? ''} px`,
        ),
      ],
    },
    {
      name: 'S7_Fig',
      title: 'Fourier maps',
      columns: 2,
      wishes: [
        ofModel(
          'fourier-map',
          fourier,
          baseline?.id,
          'Fourier map of a baseline',
          'halfpower fourier-map …',
          'baseline',
        ),
        ofModel(
          'fourier-map',
          fourier,
          blurred?.id,
          'Fourier map of a blur model',
          'halfpower fourier-map …',
          `σ = ${blurred?.sigma ?? ''} px`,
        ),
        ofStudy('fourier-radial', fourier, 'Fourier maps over rings', 'halfpower fourier-map …'),
      ],
    },
    {
      name: 'S8_Fig',
      title: 'Robustness to common corruptions over the blur sweep',
      columns: 1,
      wishes: [
        {
          what: 'accuracy on corruptions against σ with the Goldilocks σ',
          how: 'halfpower sweep … --sigma 1,2,3 and halfpower corruptions …',
          panel: hasBlurSweep(points, corruption !== null)
            ? { view: 'goldilocks', study: null, model: null, options: {}, title: '' }
            : null,
        },
      ],
    },
  ]
  return all.map(({ name, title, columns, wishes }) => ({
    name,
    title,
    columns,
    panels: wishes.flatMap(({ panel }) => (panel === null ? [] : [panel])),
    missing: wishes.flatMap(({ panel, what, how }) =>
      panel === null ? [`${name}: ${what} is missing, because this project has no data for it: ${how}`] : [],
    ),
  }))
}

/** Two σ at least, with corruptions measured of them. */
function hasBlurSweep(points: readonly MapPoint[], isMeasured: boolean): boolean {
  const sigmas = points.flatMap(({ group, sigma, corruptions }) =>
    group === 'blur' && sigma !== null && corruptions.length > 0 ? [sigma] : [],
  )
  return isMeasured && new Set(sigmas).size > 1
}

function hasFamily(points: readonly MapPoint[]): boolean {
  const names = points.flatMap(({ family }) => (family === null ? [] : [family]))
  return new Set(names).size < names.length
}

/** As it would be stored. */
export function contentsOf(
  { title, panels, columns }: PaperFigure,
  journal: FigureContents['journal'],
): FigureContents {
  return {
    title,
    journal,
    width: null,
    columns: Math.min(columns, Math.max(1, panels.length)),
    panels,
    sharedLegend: false,
    alignAxes: true,
    caption: null,
  }
}
