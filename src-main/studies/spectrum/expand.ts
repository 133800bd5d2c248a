/**
 * A spectrum study as units: the blocks of its attack (finished already, mostly: the same keys as in the attack
 * study), and one unit per model that reads them.
 */
import { attackModels } from '../attack/expand'
import { imagesOf, makeUnit } from '../study'
import type { SpectrumPlan } from '../../contract/kinds/spectrum/study'
import type { Facts, Unit } from '../study'

/** 2: bias-corrected intervals, the effective number of images, and the estimator per image. */
const SPECTRUM_VERSION = 2

/** The units of one model. */
export interface SpectrumUnits {
  model: string
  blocks: Unit[]
  spectrum: Unit
}

export function expandSpectrum(plan: SpectrumPlan, facts: Facts): Unit[] {
  return spectrumModels(plan, facts).flatMap(({ blocks, spectrum }) => [...blocks, spectrum])
}

export function spectrumModels(plan: SpectrumPlan, facts: Facts): SpectrumUnits[] {
  const { points, bootstrap } = plan
  return attackModels(plan.attack, facts).map(({ model, blocks }) => {
    const needs = blocks.map((block) => block.key)
    const spectrum = makeUnit({
      methodVersion: SPECTRUM_VERSION,
      device: plan.device,
      settings: { blocks: needs, points, bootstrap },
      label: `${model}, spectrum of the perturbations`,
      work: plan.attack.images.indices.length * 2,
      needs,
      arrays: 'npz',
      temporary: false,
      task: {
        kind: 'spectrum',
        images: imagesOf(plan.data, facts),
        blocks: needs.map((key) => facts.arraysPath(key, 'npz')),
        points,
        bootstrap,
      },
    })
    return { model, blocks, spectrum }
  })
}
