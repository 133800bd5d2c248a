/** Views of low- and high-passed images and of Fourier maps. */
import { UserError } from '../../contract/errors'
import { filterCurvesFigure } from '../filter-curves'
import { FOURIER_VALUES, fourierMapFigure, fourierRadialFigure, sharedRange } from '../fourier-map'
import { hybridsBeside, hybridStudiesOf } from '../hybrids-beside'
import { namedModels } from '../named-models'
import { distancesFigure, naturalnessFigure } from '../naturalness'
import { withImages } from '../which-images'
import { choiceOf, idsOf, modelOf, option, resultOf, surroundings, UNIT_VALUES, unitOption } from './view'
import type { Ask, View } from './view'

async function filtered(ask: Ask, study: string) {
  const [result, { models, fieldOfView }, points, dataSets] = await Promise.all([
    resultOf(ask, study, 'filter'),
    surroundings(ask),
    ask('map.points', {}),
    ask('dataSet.list', {}),
  ])
  const dataSet = dataSets.find(({ id }) => id === result.dataSet)
  return {
    result,
    points,
    models,
    named: namedModels(result.models, models, points, fieldOfView),
    classes: dataSet?.classNames.length,
    viewing: { ...(dataSet === undefined ? {} : { side: dataSet.height }), fieldOfView },
  }
}

export const filterCurves: View = {
  words: 'accuracy on low- and high-passed images beside the hybrid curves',
  kind: 'filter',
  needsModel: true,
  options: [unitOption('fraction of Nyquist')],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { result, named, points, models, classes, viewing } = await filtered(ask, study)
    const chosen = modelOf(named, asked.model, study)
    const point = points.find(({ id }) => id === chosen.result.id)
    const candidates = await Promise.all(
      hybridStudiesOf(point).map((id) => resultOf(ask, id, 'hybrid').catch(() => null)),
    )
    const hybrids = hybridsBeside(
      candidates.filter((each) => each !== null),
      chosen.result.id,
      result.which,
    )
    const known = models.find(({ id }) => id === chosen.result.id)?.configuration.classes ?? classes
    if (known === undefined)
      throw new UserError(
        'project',
        `Neither the model nor the data set of the study "${study}" are in the project any more, so chance is not known.`,
      )
    return {
      draw: (appearance) =>
        withImages(
          filterCurvesFigure(chosen.result, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'fraction of Nyquist'),
            viewing,
            name: chosen.name,
            classes: known,
            images: result.images,
            hybrids,
          }),
          result.which,
        ),
      aspect: 0.78,
      studies: [study, ...(hybrids === null ? [] : [hybrids.study])],
      models: [chosen.result.id],
    }
  },
}

async function natural(ask: Ask, study: string) {
  const found = await filtered(ask, study)
  const { naturalness } = found.result
  if (naturalness === null)
    throw new UserError(
      'usage',
      `The study "${study}" did not measure how natural its images are: make one without "--no-naturalness".`,
    )
  return { ...found, naturalness }
}

export const naturalness: View = {
  words: 'spectra of filtered and hybrid images beside natural ones',
  kind: 'filter',
  needsModel: false,
  options: [
    { name: 'cut', words: 'cut-off (fraction of Nyquist)', values: [], standard: '' },
    unitOption('cycles/pixel'),
  ],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { result, naturalness: found, viewing } = await natural(ask, study)
    const { values } = result.cutOffs
    const wanted = asked.options['cut']
    const cut =
      wanted === undefined
        ? values[Math.floor(values.length / 2)]
        : values.find((each) => String(each) === wanted)
    if (cut === undefined)
      throw new UserError(
        'usage',
        `The study "${study}" has no cut-off ${wanted ?? ''}: it has ${values.join(', ')}.`,
      )
    return {
      draw: (appearance) =>
        withImages(
          naturalnessFigure(found, cut, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'cycles/pixel'),
            viewing,
          }),
          result.which,
        ),
      aspect: 0.75,
      studies: [study],
      models: idsOf(result.models),
    }
  },
}

export const naturalnessDistances: View = {
  words: 'distance from natural images against the cut-off',
  kind: 'filter',
  needsModel: false,
  options: [unitOption('fraction of Nyquist')],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { result, naturalness: found, viewing } = await natural(ask, study)
    return {
      draw: (appearance) =>
        withImages(
          distancesFigure(found, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'fraction of Nyquist'),
            viewing,
          }),
          result.which,
        ),
      aspect: 0.75,
      studies: [study],
      models: idsOf(result.models),
    }
  },
}

async function mapped(ask: Ask, study: string) {
  const [result, { models, fieldOfView }] = await Promise.all([
    resultOf(ask, study, 'fourier-map'),
    surroundings(ask),
  ])
  const { plan } = await ask('study.get', { study })
  const side = plan.kind === 'fourier-map' ? plan.size : null
  return {
    result,
    named: namedModels(result.models, models, [], fieldOfView),
    viewing: { ...(side === null ? {} : { side }), fieldOfView },
  }
}

const VALUE = option('value', 'shows', FOURIER_VALUES)

export const fourierMap: View = {
  words: 'Fourier map of one model',
  kind: 'fourier-map',
  needsModel: true,
  options: [VALUE, option('scale', 'colours', ['shared', 'own'])],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { result, named } = await mapped(ask, study)
    const chosen = modelOf(named, asked.model, study)
    const value = choiceOf(asked, 'value', FOURIER_VALUES, 'error rate')
    const range = sharedRange(asked.options['scale'] === 'own' ? [chosen.result] : result.models, value)
    return {
      draw: (appearance) =>
        withImages(
          fourierMapFigure(chosen.result, result, { ...appearance, value, name: chosen.name, range }),
          result.which,
        ),
      aspect: 0.85,
      studies: [study],
      models: [chosen.result.id],
    }
  },
}

export const fourierRadial: View = {
  words: 'Fourier maps over rings of frequency, all models',
  kind: 'fourier-map',
  needsModel: false,
  options: [VALUE, unitOption('cycles/pixel')],
  async load(ask, asked) {
    const study = asked.study ?? ''
    const { result, named, viewing } = await mapped(ask, study)
    modelOf(named, null, study)
    return {
      draw: (appearance) =>
        withImages(
          fourierRadialFigure(named, result, {
            ...appearance,
            value: choiceOf(asked, 'value', FOURIER_VALUES, 'error rate'),
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'cycles/pixel'),
            viewing,
          }),
          result.which,
        ),
      aspect: 0.75,
      studies: [study],
      models: idsOf(result.models),
    }
  },
}
