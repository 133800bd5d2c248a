/** What the paper's figures ask for, as this project has it: its newest studies, the models that are shown alone, measures of the Map. Pure. */
import type { Panel } from '../../contract/figures/figures'
import type { MapPoint } from '../../contract/map-point'
import type { StudyKindName } from '../../contract/plans'
import type { StudyInfo } from '../../contract/studies'
import { mapMeasures } from '../map-measures'
import { isCorruptionMeasure } from '../map-corruptions'
import { ofStudy, onMap } from './paper-wishes'
import type { Wish } from './paper-wishes'

export interface PaperProject {
  studies: readonly StudyInfo[]
  points: readonly MapPoint[]
  /** Norm of attack and spectrum studies, as far as known. */
  normOf: (study: string) => 'L2' | 'Linf' | null
}

/** A figure with what it asks for. */
export interface WishedFigure {
  name: string
  title: string
  columns: number
  wishes: Wish[]
}

export type Asked = ReturnType<typeof askedOf>

export function askedOf(project: PaperProject) {
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

  return {
    ...{ points, hybrid, corruption, filter, fourier, baseline, blurred, mean },
    ...{ group, atMap, perturbations, maps },
  }
}
