/** Views of minimal perturbations and of their spectra. */
import { SIZE_KINDS } from '../attacked-model'
import { distributionHeight, epsilonDistributionFigure } from '../epsilon-distribution'
import { halfPowerFigure, halfPowerHeight } from '../half-power'
import { nameModels } from '../model-words'
import { mapsHeight, perturbationMapsFigure } from '../perturbation-maps'
import { radialProfileFigure } from '../radial-profile'
import { successCurveFigure } from '../success-curve'
import { withImages } from '../which-images'
import { choiceOf, idsOf, modelOf, option, resultOf, surroundings, UNIT_VALUES, unitOption } from './view'
import type { Ask, View } from './view'
import type { Viewing } from '../../contract/units'
import type { ResultOf } from '../../contract/studies/results'

/** The width in CSS pixels that the window gives such a figure, from which heights are known. */
const USUAL_WIDTH = 560

async function attacked(ask: Ask, study: string) {
  const [result, { models }] = await Promise.all([resultOf(ask, study, 'attack'), surroundings(ask)])
  const names = nameModels(idsOf(result.models), models)
  const all = result.models.map((each) => ({ name: names.get(each.id) ?? each.id, result: each }))
  modelOf(all, null, study)
  return { result, all }
}

export const success: View = {
  words: 'success rate against ε',
  kind: 'attack',
  needsModel: false,
  options: [option('size', 'size', SIZE_KINDS)],
  async load(ask, asked) {
    const { result, all } = await attacked(ask, asked.study ?? '')
    const size = choiceOf(asked, 'size', SIZE_KINDS, 'norm')
    return {
      draw: (appearance) =>
        withImages(
          successCurveFigure(all, {
            ...appearance,
            norm: result.settings.norm,
            method: result.caption,
            size,
          }),
          result.which,
        ),
      aspect: 0.78,
      studies: [asked.study ?? ''],
      models: idsOf(result.models),
    }
  },
}

export const epsilon: View = {
  words: 'distribution of ε',
  kind: 'attack',
  needsModel: false,
  options: [],
  async load(ask, asked) {
    const { result, all } = await attacked(ask, asked.study ?? '')
    return {
      draw: (appearance) =>
        withImages(
          epsilonDistributionFigure(all, {
            ...appearance,
            norm: result.settings.norm,
            method: result.caption,
          }),
          result.which,
        ),
      aspect: Math.min(1.6, distributionHeight(all.length) / USUAL_WIDTH),
      studies: [asked.study ?? ''],
      models: idsOf(result.models),
    }
  },
}

async function profiles(
  ask: Ask,
  study: string,
): Promise<{
  result: ResultOf<'spectrum'>
  all: { name: string; result: ResultOf<'spectrum'>['models'][number] }[]
  names: ReadonlyMap<string, string>
  viewing: Viewing
}> {
  const [result, { models, fieldOfView }] = await Promise.all([
    resultOf(ask, study, 'spectrum'),
    surroundings(ask),
  ])
  const names = nameModels(idsOf(result.models), models)
  const all = result.models.map((each) => ({ name: names.get(each.id) ?? each.id, result: each }))
  modelOf(all, null, study)
  return { result, all, names, viewing: { side: result.width, fieldOfView } }
}

export const perturbationMaps: View = {
  words: 'mean spectra of the perturbations, with colour bars',
  kind: 'spectrum',
  needsModel: false,
  options: [
    option('scale', 'colours', ['panel', 'shared']),
    option('columns', 'columns', ['4', '1', '2', '3', '5', '6']),
  ],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const scale = choiceOf(asked, 'scale', ['panel', 'shared'], 'panel')
    const [{ result, names }, { maps }] = await Promise.all([
      profiles(ask, study),
      ask('spectrum.heatMap', { study, models: null, scale }),
    ])
    const panels = maps.map((each) => ({
      name: names.get(each.model) ?? each.model,
      images: result.models.find(({ id }) => id === each.model)?.images ?? 0,
      map: each,
    }))
    const columns = Math.max(1, Math.min(panels.length, Number(asked.options['columns'] ?? 4)))
    return {
      draw: (appearance) =>
        withImages(
          perturbationMapsFigure(panels, { ...appearance, scale, columns, method: result.caption }),
          result.which,
        ),
      aspect: Math.min(1.4, mapsHeight(panels.length, columns) / (columns * 230)),
      studies: [study],
      models: idsOf(result.models),
    }
  },
}

export const radialProfile: View = {
  words: 'radial profiles of the perturbations’ spectra',
  kind: 'spectrum',
  needsModel: false,
  options: [unitOption('cycles/pixel'), option('points', 'thresholds', ['paper', 'fine'])],
  async load(ask, asked) {
    const { result, all, viewing } = await profiles(ask, asked.study ?? '')
    return {
      draw: (appearance) =>
        withImages(
          radialProfileFigure(all, result.groups, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'cycles/pixel'),
            viewing,
            points: choiceOf<'paper' | 'fine'>(asked, 'points', ['paper', 'fine'], 'paper'),
            method: result.caption,
          }),
          result.which,
        ),
      aspect: 0.78,
      studies: [asked.study ?? ''],
      models: idsOf(result.models),
    }
  },
}

export const halfPower: View = {
  words: 'f_0.5 of each model with its interval',
  kind: 'spectrum',
  needsModel: false,
  options: [unitOption('cycles/pixel')],
  async load(ask, asked) {
    const { result, all, viewing } = await profiles(ask, asked.study ?? '')
    return {
      draw: (appearance) =>
        withImages(
          halfPowerFigure(all, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'cycles/pixel'),
            viewing,
            method: result.caption,
          }),
          result.which,
        ),
      aspect: Math.min(1.4, halfPowerHeight(all.length) / USUAL_WIDTH),
      studies: [asked.study ?? ''],
      models: idsOf(result.models),
    }
  },
}
