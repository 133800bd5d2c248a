/**
 * Where corrupted images come from, in the words that stand beside every number of a study, and what else has
 * to be said with it. Official and generated results have different words, so that no figure mixes them unsaid.
 */
import { BENCHMARK_CORRUPTIONS, SEVERITIES } from '../../contract/corruptions'
import { imagesPerCell } from './expand'
import type { CorruptionOrigin } from '../../contract/corruption-study'
import type { OfficialCorruptionSet } from '../../contract/corruptions'
import type { DataSetFile } from '../../contract/data-set'
import type { CorruptionPlan } from '../../contract/plans'

/** As the paper labels its axes (methods G.5, G.6). */
const AXIS_NAMES: Record<OfficialCorruptionSet, string> = {
  'CIFAR-10-C': 'CIFAR10-C',
  'CIFAR-100-C': 'CIFAR100-C',
  'Tiny-ImageNet-C': 'TinyImageNet-C',
  'ImageNet-C': 'ImageNet-C',
}

/** @param file the clean images; undefined when they are no longer in the project */
export function originOf(plan: CorruptionPlan, file: DataSetFile | undefined): CorruptionOrigin {
  const { source } = plan
  const name = file?.name ?? plan.data.dataSet
  if (source.kind === 'generated') {
    const frost = plan.types.includes('frost') ? ', frost is ours' : ''
    return {
      kind: 'generated',
      label: `generated here (${source.table} constants)${frost}`,
      axis: `${name}, corrupted here: acc. (%)`,
      set: null,
      table: source.table,
      seed: source.seed,
      crop: null,
      gray: file?.channels === 1,
    }
  }
  const { set, crop, gray } = source
  const details = [...(gray ? ['gray'] : []), ...(crop === 'as stored' ? [] : [`crop: ${crop}`])].join(', ')
  return {
    kind: 'official',
    label: `official: ${set ?? `files of the layout, not one of the four sets`}${details === '' ? '' : ` (${details})`}`,
    axis: set === null ? `${name}-C (own files) acc. (%)` : `${AXIS_NAMES[set]} acc. (%)`,
    set,
    table: null,
    seed: null,
    crop,
    gray,
  }
}

/** Whether the means are of what published means are of: all types, severities and images. */
export function isComparable(plan: CorruptionPlan): boolean {
  return (
    plan.data.limit === null &&
    BENCHMARK_CORRUPTIONS.every((type) => plan.types.includes(type)) &&
    SEVERITIES.every((severity) => plan.severities.includes(severity))
  )
}

/** One sentence each. */
export function noticesOf(plan: CorruptionPlan): string[] {
  const { source } = plan
  const notices: string[] = []
  if (!isComparable(plan)) {
    const types = plan.types.filter((type) => (BENCHMARK_CORRUPTIONS as readonly string[]).includes(type))
    notices.push(
      `The means are over ${types.length} of the 15 benchmark types, severities ${plan.severities.join(', ')} and ${imagesPerCell(plan)} images per cell: not comparable with published means of all of them.`,
    )
  }
  if (source.kind === 'generated') {
    if (plan.types.includes('frost'))
      notices.push(
        'Frost is ours: its ice is drawn by Halfpower, because the pictures of the benchmark are not ours to ship.',
      )
    notices.push(
      'The images were corrupted here from the lossless clean ones: official files went through other resizing and JPEG, so compare generated results with generated ones.',
    )
    return notices
  }
  if (source.images !== plan.data.images)
    notices.push(
      `The official files have ${source.images} images per cell and the clean data set ${plan.data.images}: the clean accuracy is of other images.`,
    )
  if (source.crop !== 'as stored')
    notices.push(
      'The files were enlarged to 256 and cropped to 224 pixels as in the paper, which costs about 1.5 points of accuracy against the benchmark (methods L.7).',
    )
  if (plan.spectra !== null)
    notices.push(
      'Spectra of official files hold what tells the clean images from those that were corrupted (resizing, JPEG), most visibly at severity 1 (methods L.19).',
    )
  return notices
}
