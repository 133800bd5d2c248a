/** Views of a study of common corruptions. */
import { CORRUPTION_PANELS, columnsOf, panelRows } from '../corruption-panels'
import { corruptionGroupsFigure, corruptionSeveritiesFigure } from '../corruption-bars'
import { corruptionCellsFigure } from '../corruption-cells'
import { corruptionReversalFigure } from '../corruption-reversal'
import { corruptionMapsFigure, corruptionProfilesFigure, mapRows } from '../corruption-spectra'
import { goldilocksFigure } from '../goldilocks-figure'
import { shownFamily } from '../goldilocks-words'
import { namedModels } from '../named-models'
import { withImages } from '../which-images'
import { UserError } from '../../contract/errors'
import { choiceOf, idsOf, modelOf, option, resultOf, surroundings, UNIT_VALUES, unitOption } from './view'
import type { Ask, Asked, Loaded, View } from './view'
import type { Severity } from '../../contract/kinds/corruption/corruptions'
import type { ResultOf } from '../../contract/studies/results'
import type { Viewing } from '../../contract/units'
import type { CorruptionFacts, CorruptionModel } from '../corruption-model'

interface Corrupted {
  result: ResultOf<'corruption'>
  named: CorruptionModel[]
  facts: CorruptionFacts
  viewing: Viewing
}

async function corrupted(ask: Ask, study: string): Promise<Corrupted> {
  const [result, { models, fieldOfView }, points, dataSets] = await Promise.all([
    resultOf(ask, study, 'corruption'),
    surroundings(ask),
    ask('map.points', {}),
    ask('dataSet.list', {}),
  ])
  const named = namedModels(result.models, models, points, fieldOfView)
  modelOf(named, null, study)
  const dataSet = dataSets.find(({ id }) => id === result.dataSet)
  const first = models.find(({ id }) => id === result.models[0]?.id)
  const classes = first?.configuration.classes ?? dataSet?.classNames.length
  if (classes === undefined)
    throw new UserError(
      'project',
      `Neither the models nor the data set of the study "${study}" are in the project any more, so chance is not known.`,
    )
  const { origin, images, precision, types, severities } = result
  const side = dataSet?.height ?? first?.configuration.size
  return {
    result,
    named,
    facts: { origin, images, precision, classes, types, severities },
    viewing: { ...(side === undefined ? {} : { side }), fieldOfView },
  }
}

const about = (asked: Asked, result: ResultOf<'corruption'>): Pick<Loaded, 'studies' | 'models'> => ({
  studies: [asked.study ?? ''],
  models: idsOf(result.models),
})

export const corruptionCells: View = {
  words: 'accuracy of one model by type and severity',
  kind: 'corruption',
  needsModel: true,
  options: [],
  async load(ask, asked) {
    const { result, named, facts } = await corrupted(ask, asked.study ?? '')
    const chosen = modelOf(named, asked.model, asked.study ?? '')
    return {
      draw: (appearance) => withImages(corruptionCellsFigure(chosen, facts, appearance), result.which),
      aspect: Math.min(1.4, (facts.types.length * 30 + 80) / 560),
      ...about(asked, result),
      models: [chosen.result.id],
    }
  },
}

export const corruptionGroups: View = {
  words: 'accuracy by frequency group of the corruptions',
  kind: 'corruption',
  needsModel: false,
  options: [],
  async load(ask, asked) {
    const { result, named, facts } = await corrupted(ask, asked.study ?? '')
    return {
      draw: (appearance) => withImages(corruptionGroupsFigure(named, facts, appearance), result.which),
      aspect: 0.75,
      ...about(asked, result),
    }
  },
}

export const corruptionSeverities: View = {
  words: 'accuracy by severity',
  kind: 'corruption',
  needsModel: false,
  options: [],
  async load(ask, asked) {
    const { result, named, facts } = await corrupted(ask, asked.study ?? '')
    return {
      draw: (appearance) => withImages(corruptionSeveritiesFigure(named, facts, appearance), result.which),
      aspect: 0.75,
      ...about(asked, result),
    }
  },
}

export const corruptionReversal: View = {
  words: 'accuracy against f_rev for every type or severity, small multiples',
  kind: 'corruption',
  needsModel: false,
  options: [
    option('panels', 'one panel for each', CORRUPTION_PANELS, 'type'),
    unitOption('fraction of Nyquist'),
    option('exact', 'also a curve through three σ', ['no', 'yes']),
  ],
  async load(ask, asked) {
    const { result, named, facts } = await corrupted(ask, asked.study ?? '')
    const panels = choiceOf(asked, 'panels', CORRUPTION_PANELS, 'type')
    return {
      draw: (appearance) =>
        corruptionReversalFigure(named, facts, {
          ...appearance,
          panels,
          unit: choiceOf(asked, 'unit', UNIT_VALUES, 'fraction of Nyquist'),
          exactCurve: asked.options['exact'] === 'yes',
        }),
      aspect: Math.min(
        1.15,
        Math.max(0.36, (panelRows(facts, panels) * 150 + 130) / (columnsOf(panels, facts) * 190 + 80)),
      ),
      ...about(asked, result),
    }
  },
}

function severityOf(asked: Asked, { severities }: ResultOf<'corruption'>): Severity {
  const wanted = asked.options['severity']
  const strongest = Math.max(...severities) as Severity
  const found = wanted === undefined ? strongest : severities.find((each) => String(each) === wanted)
  if (found === undefined)
    throw new UserError(
      'usage',
      `The study "${asked.study ?? ''}" has no severity ${wanted ?? ''}: it has ${severities.join(', ')}.`,
    )
  return found
}

const SEVERITY = { name: 'severity', words: 'severity', values: [], standard: '' }

export const corruptionMaps: View = {
  words: 'spectra of the corruptions',
  kind: 'corruption',
  needsModel: false,
  options: [SEVERITY, option('scale', 'colours', ['shared', 'panel'])],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const result = await resultOf(ask, study, 'corruption')
    const { spectra } = result
    if (spectra === null || spectra.profiles.length === 0)
      throw new UserError('usage', `The study "${study}" has no spectra of corruptions: ask for "--spectra".`)
    const severity = severityOf(asked, result)
    const scale = choiceOf(asked, 'scale', ['shared', 'panel'], 'shared')
    const { maps } = await ask('corruption.maps', { study, severity, scale })
    return {
      draw: (appearance) =>
        corruptionMapsFigure(maps, {
          ...appearance,
          severity,
          scale,
          origin: result.origin,
          images: spectra.images,
        }),
      aspect: Math.min(1.2, Math.max(220, mapRows(maps.length) * 150 + 40) / 900),
      ...about(asked, result),
    }
  },
}

export const corruptionProfiles: View = {
  words: 'radial profiles of the corruptions’ spectra',
  kind: 'corruption',
  needsModel: false,
  options: [SEVERITY, unitOption('cycles/pixel')],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { result, viewing } = await corrupted(ask, study)
    const { spectra } = result
    if (spectra === null || spectra.profiles.length === 0)
      throw new UserError('usage', `The study "${study}" has no spectra of corruptions: ask for "--spectra".`)
    const severity = severityOf(asked, result)
    return {
      draw: (appearance) =>
        corruptionProfilesFigure(spectra, {
          ...appearance,
          severity,
          origin: result.origin,
          viewing,
          unit: choiceOf(asked, 'unit', UNIT_VALUES, 'cycles/pixel'),
        }),
      aspect: 0.75,
      ...about(asked, result),
    }
  },
}

export const goldilocks: View = {
  words: 'mean accuracy under corruptions against σ, the Goldilocks σ marked',
  kind: null,
  needsModel: false,
  options: [],
  async load(ask) {
    const { found } = await ask('goldilocks.find', {})
    const family = shownFamily(found)
    return {
      draw: (appearance) => goldilocksFigure(family, appearance),
      aspect: 0.75,
      studies: family?.studies ?? [],
      models: family?.candidates.flatMap(({ models }) => models.map(({ id }) => id)) ?? [],
    }
  },
}
