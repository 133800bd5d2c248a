/** All views by name: every figure of the window that a panel can be. */
import { UserError } from '../../contract/errors'
import {
  corruptionCells,
  corruptionGroups,
  corruptionMaps,
  corruptionProfiles,
  corruptionReversal,
  corruptionSeverities,
  goldilocks,
} from './corruption-views'
import { hybridCurves, hybridDifferences } from './hybrid-views'
import { corruptionImages, hybridImages, perturbationImages } from './image-views'
import { neuralFollowing, neuralManifold, neuralSimilarity, neuralTuning } from './neural-views'
import { epsilon, halfPower, perturbationMaps, radialProfile, success } from './perturbation-views'
import {
  filterCurves,
  fourierMap,
  fourierRadial,
  naturalness,
  naturalnessDistances,
} from './filter-and-fourier-views'
import { map, preference, training, transfer } from './project-views'
import { checkedOptions } from './view'
import type { Ask, Asked, Loaded, View } from './view'
import type { ViewInfo } from '../../contract/figures/figures'

export const VIEWS: Readonly<Record<string, View>> = {
  map,
  preference,
  'hybrid-differences': hybridDifferences,
  'hybrid-curves': hybridCurves,
  'hybrid-images': hybridImages,
  success,
  epsilon,
  'perturbation-images': perturbationImages,
  spectra: perturbationMaps,
  'radial-profile': radialProfile,
  'half-power': halfPower,
  'corruption-cells': corruptionCells,
  'corruption-groups': corruptionGroups,
  'corruption-severities': corruptionSeverities,
  'corruption-reversal': corruptionReversal,
  'corruption-spectra': corruptionMaps,
  'corruption-profiles': corruptionProfiles,
  'corruption-images': corruptionImages,
  goldilocks,
  filters: filterCurves,
  naturalness,
  'naturalness-distances': naturalnessDistances,
  'fourier-map': fourierMap,
  'fourier-radial': fourierRadial,
  'neural-tuning': neuralTuning,
  'neural-manifold': neuralManifold,
  'neural-similarity': neuralSimilarity,
  'neural-following': neuralFollowing,
  transfer,
  training,
}

export function viewInfos(): ViewInfo[] {
  return Object.entries(VIEWS).map(([view, { words, kind, needsModel, options }]) => ({
    view,
    words,
    kind,
    needsModel,
    options: options.map((each) => ({ ...each, values: [...each.values] })),
  }))
}

/** What draws a panel. UserError in one sentence where it cannot be drawn. */
export async function loadView(ask: Ask, name: string, asked: Asked): Promise<Loaded> {
  const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined
  if (!view)
    throw new UserError('usage', `There is no view "${name}": there are ${Object.keys(VIEWS).join(', ')}.`)
  checkedOptions(name, view, asked)
  return await view.load(ask, asked)
}
