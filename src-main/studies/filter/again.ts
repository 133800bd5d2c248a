/** From a plan of low- and high-passed images back to what was asked. */
import { filterOptions } from '../../contract/kinds/filter/options'
import { USUAL_IMAGES } from '../../contract/kinds/filter/study'
import { usualOf } from '../../contract/studies/option'
import { measuredAgain } from '../again/again'
import { imageCount } from '../study'
import { usualCutOffs } from './plan'
import type { FilterPlan } from '../../contract/kinds/filter/study'
import type { Again, Known } from '../again/again'

export function filterAgain(plan: FilterPlan, known: Known): Again<'filter'> {
  const { data, filters, cutOffs, naturalness, batchSize, device } = plan
  const file = known.dataSets.get(data.dataSet)
  const isUsual = file !== undefined && usualCutOffs(file.height).join() === cutOffs.values.join()
  const usual = usualOf(filterOptions.naturalnessImages.schema) as number
  const isWhole = naturalness?.images === Math.min(usual, imageCount(data))
  return {
    request: {
      kind: 'filter',
      ...measuredAgain(plan, USUAL_IMAGES, known),
      filters,
      ...(isUsual ? {} : { cutOffs: cutOffs.values }),
      naturalness: naturalness !== null,
      ...(naturalness === null || isWhole ? {} : { naturalnessImages: naturalness.images }),
      batchSize,
      device,
    },
    lost: [],
  }
}
