/**
 * The paper's figures (methods G) as far as a project has the studies for them: which panels each has, and which are missing
 * and why. Figure 1 is a drawing of the idea; images are shown by the window's galleries. Pure.
 */
import type { FigureContents, Panel } from '../../contract/figures/figures'
import { DEFAULT_MEASURE } from '../map-measures'
import { askedOf } from './paper-asked'
import { supplement } from './paper-supplement'
import { ofModel, ofStudy } from './paper-wishes'
import type { Wish } from './paper-wishes'
import type { PaperProject, WishedFigure } from './paper-asked'

export interface PaperFigure {
  /** Name of its files. */
  name: string
  title: string
  panels: Panel[]
  columns: number
  /** What it has in the paper and this project has no data for, one sentence each. */
  missing: string[]
}

export function paperFigures(project: PaperProject): PaperFigure[] {
  const asked = askedOf(project)
  const { hybrid, corruption, baseline, blurred, mean, group, atMap, perturbations, maps } = asked
  const all: WishedFigure[] = [
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
    ...supplement(asked),
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
