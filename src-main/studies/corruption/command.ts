/** `halfpower corruptions`: made here, or read from official files. */
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/corruption/study'
import {
  CORRUPTION_TABLES,
  CORRUPTION_TYPES,
  SEVERITIES,
  corruptionCropSchema,
  grayNoiseSchema,
} from '../../contract/kinds/corruption/corruptions'
import { corruptionOptions, generatedOptions, officialOptions } from '../../contract/kinds/corruption/options'
import { IMAGES_INSTEAD, batchRow, commonRows, imageRows, imagesOf, modelWords, rowOf } from '../command/rows'
import { cellPrecision, count, manyOf, oneOf, required, seeds } from '../command/values'
import type {
  CorruptionCrop,
  CorruptionTable,
  CorruptionType,
  GrayNoise,
  Severity,
} from '../../contract/kinds/corruption/corruptions'
import type { CommonOptions, StudyCommand } from '../command/command'
import type { ImageOptions, ModelOptions, PartOptions } from '../command/rows'

interface SourceOptions {
  from?: string | undefined
  crop?: CorruptionCrop | undefined
  table?: CorruptionTable | undefined
  seed?: number[] | undefined
  grayNoise?: GrayNoise | undefined
}

interface CorruptionOptions
  extends
    ModelOptions,
    PartOptions,
    ImageOptions,
    SourceOptions,
    Omit<CommonOptions, 'threads' | 'jobs' | 'json'> {
  types?: CorruptionType[] | undefined
  severities?: Severity[] | undefined
  spectra?: boolean | undefined
  spectrumImages?: number | undefined
  baseline?: string | undefined
  keepImages?: boolean | undefined
  precision?: number | undefined
  batch?: number | undefined
}

export const corruptionCommand: StudyCommand<'corruption', CorruptionOptions> = {
  name: 'corruptions',
  description: 'measure accuracy under common corruptions, by type and severity',
  step: 'Corruptions',
  rows: {
    model: {
      flags: '--model <models...>',
      help: 'models: ids, names, beginnings of ids, or all (none: only spectra)',
    },
    dataset: {
      flags: '--dataset <dataset>',
      help: 'the clean images: corrupted here, or those of the official files',
    },
    split: { flags: '--split <part>', help: 'its part (test; where there is none, val)' },
    from: rowOf(officialOptions.folder),
    crop: rowOf(officialOptions.crop, oneOf('crop', corruptionCropSchema.options)),
    table: rowOf(generatedOptions.table, oneOf('table', CORRUPTION_TABLES)),
    seed: rowOf(generatedOptions.seed, seeds('corruption seed')),
    grayNoise: rowOf(generatedOptions.grayNoise, oneOf('way', grayNoiseSchema.options)),
    types: rowOf(corruptionOptions.types, manyOf('type', CORRUPTION_TYPES)),
    severities: rowOf(corruptionOptions.severities, (text) =>
      manyOf('severity', SEVERITIES.map(String))(text).map((word) => Number(word) as Severity),
    ),
    ...imageRows(USUAL_IMAGES),
    spectra: rowOf(corruptionOptions.spectra),
    spectrumImages: rowOf(corruptionOptions.spectrumImages, count('number of images')),
    precision: rowOf(corruptionOptions.precision, cellPrecision),
    baseline: rowOf(corruptionOptions.baseline),
    keepImages: rowOf(corruptionOptions.keepImages),
    ...batchRow(corruptionOptions.batchSize),
    ...commonRows,
  },
  instead: {
    ...IMAGES_INSTEAD,
    from: ['table', 'seed', 'grayNoise'],
    table: ['from', 'crop'],
    seed: ['from', 'crop'],
    grayNoise: ['from', 'crop'],
  },
  request: ({ model, dataset, split, from, crop, table, seed, grayNoise, batch, ...said }) => ({
    kind: 'corruption',
    models: modelWords(model ?? []),
    dataSet: required(dataset, '--dataset <dataset>'),
    split,
    source: sourceOf({ from, crop, table, seed, grayNoise }),
    ...imagesOf(said),
    types: said.types,
    severities: said.severities,
    spectra: said.spectra,
    spectrumImages: said.spectrumImages,
    baseline: said.baseline,
    keepImages: said.keepImages,
    precision: said.precision,
    batchSize: batch,
    title: said.title,
    device: said.device,
  }),
  said: ({ source, models, dataSet, batchSize, ...request }) => ({
    ...request,
    model: models,
    dataset: dataSet,
    ...(source.kind === 'official'
      ? { from: source.folder, crop: source.crop }
      : { table: source.table, seed: [source.seed], grayNoise: source.grayNoise }),
    batch: batchSize,
  }),
}

function sourceOf({ from, crop, table, seed, grayNoise }: SourceOptions) {
  if (from !== undefined) {
    if (table !== undefined || seed !== undefined || grayNoise !== undefined)
      throw new UserError(
        'usage',
        'Official files (--from) are what they are: --table, --corruption-seed and --gray-noise are for corruptions made here.',
      )
    return { kind: 'official' as const, folder: from, crop }
  }
  if (crop !== undefined)
    throw new UserError('usage', 'The option --crop is for official files: give their folder with --from.')
  if (seed !== undefined && seed.length !== 1)
    throw new UserError('usage', 'Give one corruption seed with --seed: another one is another study.')
  return { kind: 'generated' as const, table, seed: seed?.[0], grayNoise }
}
