/** `halfpower corruptions`: accuracy under common corruptions, made here or read from official files. */
import type { Command } from 'commander'
import {
  CORRUPTION_TABLES,
  CORRUPTION_TYPES,
  SEVERITIES,
  corruptionCropSchema,
  grayNoiseSchema,
} from '../../../contract/kinds/corruption/corruptions'
import { UserError } from '../../../contract/errors'
import { DEFAULT_IMAGES } from '../../../contract/image-selection'
import { addImageOptions, imageRequestOf } from '../image-options'
import { print, printJson } from '../output'
import { corruptionDocument, corruptionTable } from '../../../studies/corruption/document'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import { count, manyOf, oneOf, required, seeds } from '../values'
import type {
  CorruptionCrop,
  CorruptionTable,
  CorruptionType,
  GrayNoise,
  Severity,
} from '../../../contract/kinds/corruption/corruptions'
import type { ImageOptions } from '../image-options'
import type { CommandContext } from '../program'

interface CorruptionOptions extends ImageOptions {
  model?: string[]
  dataset?: string
  split?: string
  from?: string
  crop?: CorruptionCrop
  table?: CorruptionTable
  seed?: number[]
  grayNoise?: GrayNoise
  types?: CorruptionType[]
  severities?: Severity[]
  spectra?: boolean
  spectrumImages?: number
  baseline?: string
  keepImages?: boolean
  batch?: number
  title?: string
  device?: string
  threads?: number
  json?: boolean
}

export function addCorruptionCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('corruptions')
    .description('measure accuracy under common corruptions, by type and severity')
    .argument('<dir>', 'the project')
    .option('--model <models...>', 'models: ids, names, beginnings of ids, or all (none: only spectra)')
    .option('--dataset <dataset>', 'the clean images: corrupted here, or those of the official files')
    .option('--split <part>', 'its part (test; where there is none, val)')
    .option(
      '--from <folder>',
      'official files: folder of CIFAR-10-C, CIFAR-100-C, Tiny-ImageNet-C or ImageNet-C',
    )
    .option(
      '--crop <crop>',
      'of official 224×224 files: "as stored" or "resize 256, centre crop 224" (as stored)',
      oneOf('crop', corruptionCropSchema.options),
    )
    .option(
      '--table <table>',
      `constants of corruptions made here: ${CORRUPTION_TABLES.join(', ')} (the one for the size)`,
      oneOf('table', CORRUPTION_TABLES),
    )
    .option(
      '--seed <number>',
      'corruption seed: the noise of corruptions made here (0)',
      seeds('corruption seed'),
    )
    .option(
      '--gray-noise <how>',
      'gray images: as-published (colours are corrupted, then reduced) or per-pixel (as published, where there are colours)',
      oneOf('way', grayNoiseSchema.options),
    )
    .option('--types <list>', 'corruption types (the 15 of the benchmark)', manyOf('type', CORRUPTION_TYPES))
    .option('--severities <list>', 'severities (1,2,3,4,5)', (text) =>
      manyOf('severity', SEVERITIES.map(String))(text).map((word) => Number(word) as Severity),
    )
  addImageOptions(command, DEFAULT_IMAGES.corruption)
    .option('--spectra', 'the spectrum of each corruption, too')
    .option('--spectrum-images <images>', 'images of each spectrum (1000)', count('number of images'))
    .option('--baseline <model>', 'model that the mean corruption error (mCE) is relative to')
    .option('--keep-images', 'keep the images that are made in the project, as .npz')
    .option('--batch <images>', 'images per step', count('batch size', 65_536))
    .option('--title <title>', 'title of the study')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: CorruptionOptions) => {
      const dataSet = required(options.dataset, '--dataset <dataset>')
      const source = sourceOf(options)
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = {
          kind: 'corruption' as const,
          models: (options.model ?? []).flatMap((word) => word.split(',')).filter((word) => word !== ''),
          dataSet,
          split: options.split,
          source,
          types: options.types,
          severities: options.severities,
          ...imageRequestOf(options),
          spectra: options.spectra,
          spectrumImages: options.spectrumImages,
          baseline: options.baseline,
          keepImages: options.keepImages,
          batchSize: options.batch,
          title: options.title,
          device: options.device,
        }
        const info = await runStudy(workbench, request, 'Corruptions', resumeWith(dir))
        context.finish(exitCodeOf(info))
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'corruption')
        if (options.json) printJson({ ...corruptionDocument(result), state: info.state })
        else print(corruptionTable(result))
      })
    })
}

function sourceOf({ from, crop, table, seed, grayNoise }: CorruptionOptions) {
  if (from !== undefined) {
    if (table !== undefined || seed !== undefined || grayNoise !== undefined)
      throw new UserError(
        'usage',
        'Official files (--from) are what they are: --table, --seed and --gray-noise are for corruptions made here.',
      )
    return { kind: 'official' as const, folder: from, crop }
  }
  if (crop !== undefined)
    throw new UserError('usage', 'The option --crop is for official files: give their folder with --from.')
  if (seed !== undefined && seed.length !== 1)
    throw new UserError('usage', 'Give one corruption seed with --seed: another one is another study.')
  return { kind: 'generated' as const, table, seed: seed?.[0], grayNoise }
}
