/** From a plan of corruptions back to what was asked. */
import { corruptionOptions } from '../../contract/kinds/corruption/options'
import { USUAL_IMAGES } from '../../contract/kinds/corruption/study'
import { usualOf } from '../../contract/studies/option'
import { tableForSize } from '../../corruptions/tables'
import { measuredAgain } from '../again/again'
import { imagesPerCell } from './expand'
import { usualGray } from './plan'
import type { DataSetFile } from '../../contract/data-set'
import type { CorruptionPlan } from '../../contract/kinds/corruption/study'
import type { RequestInputOf } from '../../contract/plans'
import type { Again, Known } from '../again/again'

export function corruptionAgain(plan: CorruptionPlan, known: Known): Again<'corruption'> {
  const { types, severities, spectra, baseline, keepImages, precision, batchSize, device } = plan
  const usual = usualOf(corruptionOptions.spectrumImages.schema) as number
  const isUsual = spectra === null || spectra === Math.min(usual, imagesPerCell(plan))
  return {
    request: {
      kind: 'corruption',
      ...measuredAgain(plan, USUAL_IMAGES, known),
      source: sourceAgain(plan.source, known.dataSets.get(plan.data.dataSet)),
      types,
      severities,
      spectra: spectra !== null,
      ...(isUsual ? {} : { spectrumImages: spectra }),
      ...(baseline === null ? {} : { baseline }),
      keepImages,
      ...(precision === undefined ? {} : { precision }),
      batchSize,
      device,
    },
    lost: [],
  }
}

function sourceAgain(
  source: CorruptionPlan['source'],
  file: DataSetFile | undefined,
): RequestInputOf<'corruption'>['source'] {
  if (source.kind === 'official') return { kind: 'official', folder: source.folder, crop: source.crop }
  const { table, seed, gray } = source
  const noise = gray?.noise ?? (file?.channels === 1 ? 'per-pixel' : undefined)
  const isUsual = noise === undefined || (gray !== null && noise === usualGray(gray.colourSource))
  return {
    kind: 'generated',
    ...(file && tableForSize(file.height, file.width) === table ? {} : { table }),
    seed,
    ...(isUsual ? {} : { grayNoise: noise }),
  }
}
