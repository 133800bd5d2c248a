/** Views of a study with hybrid images. */
import { curvesOf } from '../curves-of'
import { differenceCurvesFigure } from '../difference-curves'
import { hybridCurvesFigure } from '../hybrid-curves'
import { withImages } from '../which-images'
import type { DifferenceCurve } from '../difference-curves'
import { choiceOf, idsOf, modelOf, resultOf, surroundings, UNIT_VALUES, unitOption } from './view'
import type { Ask, View } from './view'
import type { HybridResult } from '../../contract/kinds/hybrid/study'

async function curves(ask: Ask, study: string): Promise<{ result: HybridResult; curves: DifferenceCurve[] }> {
  const [result, { models, fieldOfView }] = await Promise.all([
    resultOf(ask, study, 'hybrid'),
    surroundings(ask),
  ])
  const named = curvesOf(result.models, models, { fieldOfView })
  return {
    result,
    curves: named.map((curve) => {
      const side = models.find(({ id }) => id === curve.result.id)?.configuration.size
      return { ...curve, viewing: { ...(side === undefined ? {} : { side }), fieldOfView } }
    }),
  }
}

export const hybridDifferences: View = {
  words: 'p_low − p_high against f_mix, all models',
  kind: 'hybrid',
  needsModel: false,
  options: [unitOption('fraction of Nyquist')],
  async load(ask, asked) {
    const { result, curves: all } = await curves(ask, asked.study ?? '')
    modelOf(all, null, asked.study ?? '')
    return {
      draw: (appearance) =>
        withImages(
          differenceCurvesFigure(all, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'fraction of Nyquist'),
          }),
          result.which,
        ),
      aspect: 0.78,
      studies: [asked.study ?? ''],
      models: idsOf(result.models),
    }
  },
}

export const hybridCurves: View = {
  words: 'hybrid curves of one model, with the third category and the confidence',
  kind: 'hybrid',
  needsModel: true,
  options: [unitOption('fraction of Nyquist')],
  async load(ask, asked) {
    const { result, curves: all } = await curves(ask, asked.study ?? '')
    const chosen = modelOf(all, asked.model, asked.study ?? '')
    return {
      draw: (appearance) =>
        withImages(
          hybridCurvesFigure(chosen.result, {
            ...appearance,
            unit: choiceOf(asked, 'unit', UNIT_VALUES, 'fraction of Nyquist'),
            viewing: chosen.viewing,
            name: chosen.name,
          }),
          result.which,
        ),
      aspect: 0.78,
      studies: [asked.study ?? ''],
      models: [chosen.result.id],
    }
  },
}
