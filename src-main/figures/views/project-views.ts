/** Views of all models of the project, and of one model. */
import { UserError } from '../../contract/errors'
import { blurTransfer } from '../blur-transfer'
import { mapFigure } from '../map'
import { DEFAULT_FREQUENCY, DEFAULT_MEASURE, MAP_FREQUENCIES, mapMeasures } from '../map-measures'
import { isCorruptionMeasure } from '../map-corruptions'
import { goldilocksMarks } from '../map-overlays'
import { preferenceFigure } from '../preference-figure'
import { trainingCurvesFigure } from '../training-curves'
import { transferFigure } from '../transfer-function'
import { choiceOf, option, surroundings, UNIT_VALUES, unitOption } from './view'
import type { MapPoint } from '../../contract/map-point'
import type { Ask, Asked, View } from './view'

const YES_NO = ['no', 'yes'] as const

/** Empty: the data set with most f_rev, and of each model the newest. */
const DATA_OPTIONS = [
  option('data', 'measured on', [], ''),
  option('reversals', 'f_rev of the study', [], ''),
]

async function pointsOf(
  ask: Ask,
  { options }: Asked,
): Promise<{ points: MapPoint[]; dataSet: { id: string; name: string } | undefined }> {
  const { data = '', reversals = '' } = options
  const all = await ask('map.dataSets', {})
  const dataSet = data === '' ? all[0] : all.find(({ id }) => id === data)
  if (data !== '' && !dataSet)
    throw new UserError(
      'usage',
      `No model was measured on "${data}" here: there are ${all.map(({ id }) => id).join(', ') || 'no measurements yet'}.`,
    )
  const points = await ask('map.points', {
    ...(dataSet ? { dataSet: dataSet.id } : {}),
    ...(reversals === '' ? {} : { reversals }),
  })
  return { points, dataSet: dataSet && { id: dataSet.id, name: dataSet.name } }
}

export const map: View = {
  words: 'Map: a measure of robustness against f_rev or f_0.5',
  kind: null,
  needsModel: false,
  options: [
    option('measure', 'vertical', [], DEFAULT_MEASURE),
    option(
      'frequency',
      'horizontal',
      MAP_FREQUENCIES.map(({ id }) => id),
      DEFAULT_FREQUENCY,
    ),
    unitOption('fraction of Nyquist'),
    option('logarithmic', 'logarithmic', ['yes', 'no']),
    option('families', 'training seeds as one marker', YES_NO),
    option('exact', 'also a curve through three σ', YES_NO),
    option('labels', 'names beside the markers', ['yes', 'no']),
    option('ellipses', '95 % ellipses', YES_NO),
    option('groups', 'means of groups', YES_NO),
    option('goldilocks', 'mark the Goldilocks σ', YES_NO),
    ...DATA_OPTIONS,
  ],
  async load(ask, asked) {
    const [{ points, dataSet }, { fieldOfView }] = await Promise.all([
      pointsOf(ask, asked),
      surroundings(ask),
    ])
    const measures = mapMeasures(points)
    const name = asked.options['measure'] ?? DEFAULT_MEASURE
    const measure = measures.find(({ id }) => id === name)
    if (!measure)
      throw new UserError(
        'usage',
        `The Map has no measure "${name}" here: it has ${measures.map(({ id }) => id).join(', ')}.`,
      )
    const goldilocks =
      asked.options['goldilocks'] === 'yes' && isCorruptionMeasure(measure)
        ? goldilocksMarks(await ask('goldilocks.find', {}))
        : undefined
    const frequency = choiceOf(
      asked,
      'frequency',
      MAP_FREQUENCIES.map(({ id }) => id),
      DEFAULT_FREQUENCY,
    )
    return {
      draw: (appearance) =>
        mapFigure(points, {
          ...appearance,
          dataSet,
          measure: measure.id,
          frequency,
          unit: choiceOf(asked, 'unit', UNIT_VALUES, 'fraction of Nyquist'),
          fieldOfView,
          logarithmic: measure.logarithmic && asked.options['logarithmic'] !== 'no',
          families: asked.options['families'] === 'yes',
          exactCurve: asked.options['exact'] === 'yes',
          labels: asked.options['labels'] !== 'no',
          ellipses: asked.options['ellipses'] === 'yes',
          groupMeans: asked.options['groups'] === 'yes',
          goldilocks,
        }),
      aspect: 0.78,
      studies: [...new Set(points.flatMap(({ studies }) => studies))],
      models: points.map(({ id }) => id),
    }
  },
}

export const preference: View = {
  words: 'f_rev against f_0.5 of all models',
  kind: null,
  needsModel: false,
  options: [option('norm', 'norm', ['L2', 'Linf']), unitOption('cycles/pixel'), ...DATA_OPTIONS],
  async load(ask, asked) {
    const [{ points }, { fieldOfView }] = await Promise.all([pointsOf(ask, asked), surroundings(ask)])
    return {
      draw: (appearance) =>
        preferenceFigure(points, {
          ...appearance,
          norm: choiceOf(asked, 'norm', ['L2', 'Linf'], 'L2'),
          unit: choiceOf(asked, 'unit', UNIT_VALUES, 'cycles/pixel'),
          fieldOfView,
          selected: null,
        }),
      aspect: 0.85,
      studies: [...new Set(points.flatMap(({ studies }) => studies))],
      models: points.map(({ id }) => id),
    }
  },
}

export const transfer: View = {
  words: 'transfer function of a model’s blur',
  kind: null,
  needsModel: true,
  options: [],
  async load(ask, asked) {
    const [model, { fieldOfView }] = await Promise.all([
      ask('model.get', { model: asked.model ?? '' }),
      surroundings(ask),
    ])
    const { sigma, size } = model.configuration
    return {
      draw: (appearance) =>
        transferFigure([{ sigma, transfer: blurTransfer(sigma) }], {
          ...appearance,
          side: size,
          fieldOfView,
        }),
      aspect: 0.75,
      studies: [],
      models: [model.id],
    }
  },
}

export const training: View = {
  words: 'training curves of a model',
  kind: null,
  needsModel: true,
  options: [],
  async load(ask, asked) {
    const model = await ask('model.get', { model: asked.model ?? '' })
    const { provenance } = model
    if (provenance.kind !== 'trained' || model.training.length === 0)
      throw new UserError(
        'usage',
        `The model "${model.id}" was not trained here, so it has no training curves: choose one of a sweep.`,
      )
    const run = {
      id: model.id,
      name: model.name,
      group: model.group,
      epochs: model.training,
      keptEpoch: provenance.keptEpoch,
    }
    return {
      draw: (appearance) => trainingCurvesFigure([run], appearance),
      aspect: 0.75,
      studies: [provenance.study],
      models: [model.id],
    }
  },
}
