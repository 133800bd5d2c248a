/** `halfpower hybrid`: measures the reversal frequency of models with hybrid images. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { UserError } from '../../../contract/errors'
import { DEFAULT_IMAGES } from '../../../contract/image-selection'
import { writeAtomically } from '../../../project/write-atomically'
import { addImageOptions, imageRequestOf } from '../image-options'
import { print, printJson } from '../output'
import { hybridDocument, hybridTable } from '../../../studies/hybrid/document'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import { count, mixingGrid, required, seeds } from '../values'
import type { Workbench } from '../../../workbench/workbench'
import type { ImageOptions } from '../image-options'
import type { CommandContext } from '../program'

interface HybridOptions extends ImageOptions {
  model?: string[]
  dataset?: string
  split?: string
  fMix?: number[] | 'radii'
  seeds?: number[]
  pairs?: string
  writePairs?: string
  batch?: number
  title?: string
  device?: string
  threads?: number
  json?: boolean
}

export function addHybridCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('hybrid')
    .description('measure with hybrid images at which frequency models reverse')
    .argument('<dir>', 'the project')
    .option('--model <models...>', 'models: ids, names, beginnings of ids, or all')
    .option('--dataset <dataset>', 'the data set')
    .option('--split <part>', 'its part (test; where there is none, val)')
    .option(
      '--f-mix <list>',
      "mixing frequencies in fractions of Nyquist, or radii: one for every different hybrid (the paper's for the image size)",
      mixingGrid,
    )
    .option(
      '--pairing-seeds, --seeds <list>',
      'pairing seeds: one pairing of the images each (0,1,2,3)',
      seeds('pairing seed'),
    )
    .option('--pairs <file>', 'CSV low,high of data-set indices, instead of pairing seeds')
    .option(
      '--write-pairs <file>',
      'write the pairs that were used; one file per pairing seed, with it before the ending, when there are several',
    )
  addImageOptions(command, DEFAULT_IMAGES.hybrid, '--pairs')
    .option('--batch <pairs>', 'pairs per step', count('batch size', 65_536))
    .option('--title <title>', 'title of the study')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: HybridOptions) => {
      if (options.pairs !== undefined && options.seeds !== undefined) {
        throw new UserError(
          'usage',
          'Give either --pairs or --pairing-seeds: a list of pairs needs no pairing seeds.',
        )
      }
      const models = required(options.model, '--model <models...>')
      const dataSet = required(options.dataset, '--dataset <dataset>')
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = {
          kind: 'hybrid' as const,
          models: models.flatMap((word) => word.split(',')).filter((word) => word !== ''),
          dataSet,
          split: options.split,
          fMix: options.fMix,
          seeds: options.seeds,
          pairsFile: options.pairs,
          ...imageRequestOf(options),
          batchSize: options.batch,
          title: options.title,
          device: options.device,
        }
        const info = await runStudy(workbench, request, 'Hybrid images', resumeWith(dir))
        context.finish(exitCodeOf(info))
        if (options.writePairs !== undefined && info.units.done > 0)
          await writePairs(workbench, info.id, options.writePairs)
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'hybrid')
        if (options.json) printJson({ ...hybridDocument(result), state: info.state })
        else print(hybridTable(result))
      })
    })
}

async function writePairs(workbench: Workbench, study: string, file: string): Promise<void> {
  const all = await workbench.invoke('study.pairs', { study })
  for (const { low, high, seed } of all) {
    const path = all.length === 1 ? file : file.replace(/(\.[^./\\]*)?$/, (ending) => `-${seed}${ending}`)
    await writeAtomically(
      resolve(path),
      `low,high\n${low.map((index, i) => `${index},${high[i]}\n`).join('')}`,
    )
  }
}
