/** `halfpower filter` and `halfpower fourier-map`. */
import type { Command } from 'commander'
import { UserError } from '../../../contract/errors'
import { filterKindSchema } from '../../../contract/kinds/filter/study'
import { DEFAULT_IMAGES } from '../../../contract/image-selection'
import { addImageOptions, imageRequestOf } from '../image-options'
import { print, printJson } from '../output'
import { filterDocument, filterTable } from '../../../studies/filter/document'
import { fourierMapDocument, fourierMapTable } from '../../../studies/fourier-map/document'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import { count, cutOffs, manyOf, positive, required, seeds } from '../values'
import type { FilterKindName } from '../../../contract/kinds/filter/study'
import type { ImageOptions } from '../image-options'
import type { CommandContext } from '../program'

interface ProbeOptions extends ImageOptions {
  model?: string[]
  dataset?: string
  split?: string
  batch?: number
  title?: string
  device?: string
  threads?: number
  json?: boolean
}

interface FilterOptions extends ProbeOptions {
  filters?: FilterKindName[]
  cutOffs?: number[]
  naturalness: boolean
  naturalnessImages?: number
}

interface FourierMapOptions extends ProbeOptions {
  norm?: number
  extent?: number
  seed?: number[]
}

export function addFilterCommand(program: Command, context: CommandContext): void {
  const filter = probe(
    program,
    'filter',
    'measure accuracy on low- and high-passed images, and how natural they are',
  )
  addImageOptions(filter, DEFAULT_IMAGES.filter)
    .option('--filters <list>', 'low-pass,high-pass (both)', manyOf('filter', filterKindSchema.options))
    .option('--cut-offs <list>', 'in fractions of Nyquist (those at which hybrids are mixed)', cutOffs)
    .option('--no-naturalness', 'without histograms and spectra')
    .option(
      '--naturalness-images <images>',
      'images of histograms and spectra (1000)',
      count('number of images'),
    )
    .action(async (dir: string, options: FilterOptions) => {
      const asked = commonOf(options)
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = {
          kind: 'filter' as const,
          ...asked,
          filters: options.filters,
          cutOffs: options.cutOffs,
          naturalness: options.naturalness,
          naturalnessImages: options.naturalnessImages,
        }
        const info = await runStudy(workbench, request, 'Filtered images', resumeWith(dir))
        context.finish(exitCodeOf(info))
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'filter')
        if (options.json) printJson({ ...filterDocument(result), state: info.state })
        else print(filterTable(result))
      })
    })
}

export function addFourierMapCommand(program: Command, context: CommandContext): void {
  const map = probe(
    program,
    'fourier-map',
    'measure how sensitive models are to every direction of the spectrum',
  )
  addImageOptions(map, DEFAULT_IMAGES['fourier-map'])
    .option(
      '--norm <number>',
      'L2 norm of the perturbation per channel (4 below 128 pixels, 15.7 from there on: published for CIFAR-10 and ImageNet, in colour)',
      positive('norm'),
    )
    .option(
      '--extent <cycles>',
      'largest frequency along each axis, in cycles per image',
      count('extent', 100_000),
    )
    .option('--seed <number>', 'sign seed: the random signs (0)', seeds('sign seed'))
    .action(async (dir: string, options: FourierMapOptions) => {
      const asked = commonOf(options)
      if (options.seed !== undefined && options.seed.length !== 1)
        throw new UserError('usage', 'Give one sign seed with --seed: another one is another study.')
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = {
          kind: 'fourier-map' as const,
          ...asked,
          norm: options.norm,
          extent: options.extent,
          seed: options.seed?.[0],
        }
        const info = await runStudy(workbench, request, 'Fourier map', resumeWith(dir))
        context.finish(exitCodeOf(info))
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'fourier-map')
        if (options.json) printJson({ ...fourierMapDocument(result), state: info.state })
        else print(fourierMapTable(result))
      })
    })
}

/** A command with the options that both have. */
function probe(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('<dir>', 'the project')
    .option('--model <models...>', 'models: ids, names, beginnings of ids, or all')
    .option('--dataset <dataset>', 'the data set')
    .option('--split <part>', 'its part (test; where there is none, val)')
    .option('--batch <images>', 'images per step', count('batch size', 65_536))
    .option('--title <title>', 'title of the study')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
}

function commonOf(options: ProbeOptions) {
  const models = required(options.model, '--model <models...>')
  return {
    models: models.flatMap((word) => word.split(',')).filter((word) => word !== ''),
    dataSet: required(options.dataset, '--dataset <dataset>'),
    split: options.split,
    ...imageRequestOf(options),
    batchSize: options.batch,
    title: options.title,
    device: options.device,
  }
}
