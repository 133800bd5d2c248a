/** Views of a study of a population of neurons. */
import { UserError } from '../../contract/errors'
import { followingOf } from '../following'
import { followingFigure } from '../following-figure'
import { neuralManifoldFigure } from '../neural-manifold'
import { neuralSimilarityFigure } from '../neural-similarity'
import { neuralTuningFigure, tuningUnit } from '../neural-tuning'
import { withImages } from '../which-images'
import { choiceOf, idsOf, option, resultOf, surroundings, UNIT_VALUES, unitOption } from './view'
import type { View } from './view'

function unanswered(study: string, question: string): UserError {
  return new UserError(
    'usage',
    `The study "${study}" has no answer about ${question}: choose one that asked for it, or wait until it is finished.`,
  )
}

export const neuralTuning: View = {
  words: 'preferred spatial frequencies of a population of neurons',
  kind: 'neural',
  needsModel: false,
  options: [unitOption('cycles/image')],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { population, tuning, which, notices } = await resultOf(ask, study, 'neural')
    if (tuning === null) throw unanswered(study, 'tuning')
    const found = { population, tuning }
    return {
      draw: (appearance) =>
        withImages(
          neuralTuningFigure(found, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, tuningUnit(found)),
          }),
          which,
          notices,
        ),
      aspect: 0.75,
      studies: [study],
      models: [],
    }
  },
}

export const neuralManifold: View = {
  words: 'components of a population’s answers beside two controls',
  kind: 'neural',
  needsModel: false,
  options: [unitOption('cycles/image')],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { population, manifold, which, notices } = await resultOf(ask, study, 'neural')
    if (manifold === null) throw unanswered(study, 'the manifold')
    return {
      draw: (appearance) =>
        withImages(
          neuralManifoldFigure(
            { population, manifold },
            { ...appearance, unit: choiceOf(asked, 'unit', UNIT_VALUES, 'cycles/image') },
          ),
          which,
          notices,
        ),
      aspect: 0.75,
      studies: [study],
      models: [],
    }
  },
}

export const neuralSimilarity: View = {
  words: 'similarity of the models’ layers to a population',
  kind: 'neural',
  needsModel: false,
  options: [option('measure', 'measure', ['rsa', 'cka'])],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const [result, { models }] = await Promise.all([resultOf(ask, study, 'neural'), surroundings(ask)])
    if (result.models.length === 0) throw unanswered(study, 'similarity')
    const names = new Map(models.map(({ id, name }) => [id, name]))
    return {
      draw: (appearance) =>
        withImages(
          neuralSimilarityFigure(result, names, {
            ...appearance,
            measure: choiceOf<'rsa' | 'cka'>(asked, 'measure', ['rsa', 'cka'], 'rsa'),
          }),
          result.which,
          result.notices,
        ),
      aspect: 0.75,
      studies: [study],
      models: idsOf(result.models),
    }
  },
}

export const neuralFollowing: View = {
  words: 'f_rev against the frequency that simulated neurons prefer',
  kind: null,
  needsModel: false,
  options: [unitOption('fraction of Nyquist')],
  async load(ask, asked) {
    const points = await ask('map.points', {})
    const [found = null] = followingOf(points)
    const models = found ? [...found.drawn, ...found.shuffled, ...found.without].map(({ id }) => id) : []
    const shown = points.filter(({ id }) => models.includes(id))
    return {
      draw: (appearance) =>
        followingFigure(found, points, {
          ...appearance,
          unit: choiceOf(asked, 'unit', UNIT_VALUES, 'fraction of Nyquist'),
        }),
      aspect: 0.75,
      studies: [...new Set(shown.flatMap(({ hybridStudy }) => hybridStudy ?? []))],
      models,
    }
  },
}
