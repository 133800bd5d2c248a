/** Options that several commands have: the same words, read alike. */
import { UserError } from '../../contract/errors'
import { shown } from '../../contract/shown'
import { usualOf } from '../../contract/studies/option'
import { count, required, seed } from './values'
import type { ImageSelectionRequest } from '../../contract/images/selection'
import type { Option } from '../../contract/studies/option'
import type { CommonOptions, OptionRow, OptionRows, RunOptions } from './command'

/** At the end of every command of a study. */
export const commonRows: Pick<OptionRows<CommonOptions>, 'title' | 'device'> = {
  title: { flags: '--title <title>', help: 'title of the study' },
  device: { flags: '--device <name>', help: 'compute device (the best of this machine)' },
}

/** Of every command that runs a study. */
export const JOBS_HELP =
  'units computed at a time, each in a process of its own with its share of the threads (as many as cores and memory allow; another number of threads gives other last bits)'

/** Only of the command, not of its study. */
export const runRows: OptionRows<RunOptions> = {
  estimate: {
    flags: '--estimate',
    help: 'start nothing, print what it would cost: core-hours, disk, memory',
  },
  later: {
    flags: '--later',
    help: 'store the study and compute nothing yet: for "study resume", or "study export-jobs" and a cluster',
  },
  threads: {
    flags: '--threads <number>',
    help: 'threads to compute with',
    read: count('number of threads', 1024),
  },
  jobs: { flags: '--jobs <number>', help: JOBS_HELP, read: count('number of jobs', 1024) },
  json: { flags: '--json', help: 'print one JSON document' },
}

export interface ModelOptions {
  model?: string[] | undefined
}

export interface PartOptions {
  dataset?: string | undefined
  split?: string | undefined
}

export const modelRows: OptionRows<ModelOptions> = {
  model: { flags: '--model <models...>', help: 'models: ids, names, beginnings of ids, or all' },
}

export const partRows: OptionRows<PartOptions> = {
  dataset: { flags: '--dataset <dataset>', help: 'the data set' },
  split: { flags: '--split <part>', help: 'its part (test; where there is none, val)' },
}

/** Models and data set, which must be said. */
export function measuredOf({ model, dataset, split }: ModelOptions & PartOptions) {
  return { models: modelsOf(model), dataSet: required(dataset, '--dataset <dataset>'), split }
}

export function modelsOf(model: string[] | undefined): string[] {
  return modelWords(required(model, '--model <models...>'))
}

/** Several may stand between commas, too. */
export function modelWords(models: readonly string[]): string[] {
  return models.flatMap((word) => word.split(',')).filter((word) => word !== '')
}

export function measuredSaid({
  models,
  dataSet,
  split,
}: {
  models: string[]
  dataSet: string
  split?: string | undefined
}): ModelOptions & PartOptions {
  return { model: models, dataset: dataSet, split }
}

export interface ImageOptions {
  limit?: number | undefined
  perClass?: number | undefined
  first?: number | undefined
  subsetSeed?: number | undefined
  includeTrainingImages?: boolean | undefined
}

/**
 * Which images a measurement takes.
 * @param usual images when nothing is said; null: all
 * @param list what may name the images instead, e.g. `--pairs`; its first lines are then meant
 */
export function imageRows(usual: number | null, list: string | null = null): OptionRows<ImageOptions> {
  const lines = list === null ? '' : `; with ${list}: its first so many lines`
  return {
    limit: {
      flags: '--limit <images>',
      help: `only so many images, as equally over the classes as there are images (${usual ?? 'all'})${lines}`,
      read: count('limit'),
    },
    perClass: {
      flags: '--per-class <images>',
      help: 'so many images of each class',
      read: count('number of images per class'),
    },
    first: {
      flags: '--first <images>',
      help: 'the first so many images, whatever their classes: a folder is sorted by class',
      read: count('number of first images'),
    },
    subsetSeed: {
      flags: '--subset-seed <number>',
      help: 'subset seed: which images --limit and --per-class draw (0)',
      read: seed('subset seed'),
    },
    includeTrainingImages: {
      flags: '--include-training-images',
      help: 'also images that a model of the study was trained on (they are left out)',
    },
  }
}

/** Which of them choose the images instead of others. */
export const IMAGES_INSTEAD = {
  limit: ['perClass', 'first'],
  perClass: ['limit', 'first'],
  first: ['limit', 'perClass', 'subsetSeed'],
  subsetSeed: ['first'],
} as const

/** The same in a request, which has the same names. */
export function imagesOf({
  limit,
  perClass,
  first,
  subsetSeed,
  includeTrainingImages,
}: ImageSelectionRequest): ImageSelectionRequest {
  return { limit, perClass, first, subsetSeed, includeTrainingImages }
}

/** An option of a request's table. @param read of what is typed behind it; absent: the word itself */
export function rowOf(
  { schema, flags, formerly, help, usualWords, field }: Option,
  read?: OptionRow['read'],
): OptionRow {
  const usual = usualOf(schema)
  return {
    ...{ flags, help },
    ...(formerly !== undefined && { formerly }),
    ...(read && { read: isList(field) ? checkedBy(schema, flags, field.allowed, read) : read }),
    ...(usual !== undefined && { usual }),
    ...(usualWords !== undefined && { usualWords }),
  }
}

/** How many there must be, no reader of single words can say. */
function isList(field: Option['field']): field is NonNullable<Option['field']> {
  return field?.as === 'grid' || field?.as === 'numbers'
}

/** What is typed is refused where it is typed, in the words that stand beside the form's field. */
function checkedBy(
  schema: Option['schema'],
  flags: string,
  allowed: string,
  read: NonNullable<OptionRow['read']>,
): NonNullable<OptionRow['read']> {
  return (text) => {
    const value = read(text)
    if (!schema.safeParse(value).success)
      throw new UserError(
        'usage',
        `"${shown(text)}" behind ${flags.split(' ')[0]!} is not allowed. ${allowed}`,
      )
    return value
  }
}

/** How many go through a network at once. */
export function batchRow(option: Option, most = 65_536) {
  return { batch: rowOf(option, count('batch size', most)) }
}
