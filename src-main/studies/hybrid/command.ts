/** `halfpower hybrid`. */
import { UserError } from '../../contract/errors'
import { USUAL_IMAGES } from '../../contract/kinds/hybrid/study'
import { hybridOptions } from '../../contract/kinds/hybrid/options'
import type { GridAsked } from '../../contract/kinds/hybrid/options'
import { writeNamed } from '../../project/named-file'
import {
  IMAGES_INSTEAD,
  batchRow,
  commonRows,
  imageRows,
  imagesOf,
  measuredOf,
  measuredSaid,
  modelRows,
  partRows,
  rowOf,
} from '../command/rows'
import { mixingGrid, seeds } from '../command/values'
import type { AskKind, CommonOptions, StudyCommand } from '../command/command'
import type { ImageOptions, ModelOptions, PartOptions } from '../command/rows'

interface HybridOptions
  extends ModelOptions, PartOptions, ImageOptions, Omit<CommonOptions, 'threads' | 'jobs' | 'json'> {
  fMix?: GridAsked | undefined
  seeds?: number[] | undefined
  pairs?: string | undefined
  writePairs?: string | undefined
  batch?: number | undefined
}

export const hybridCommand: StudyCommand<'hybrid', HybridOptions> = {
  name: 'hybrid',
  description: 'measure with hybrid images at which frequency models reverse',
  step: 'Hybrid images',
  rows: {
    ...modelRows,
    ...partRows,
    fMix: rowOf(hybridOptions.fMix, mixingGrid),
    seeds: rowOf(hybridOptions.seeds, seeds('pairing seed')),
    pairs: rowOf(hybridOptions.pairsFile),
    writePairs: {
      flags: '--write-pairs <file>',
      help: 'write the pairs that were used; one file per pairing seed, with it before the ending, when there are several',
    },
    ...imageRows(USUAL_IMAGES, '--pairs'),
    ...batchRow(hybridOptions.batchSize),
    ...commonRows,
  },
  instead: { ...IMAGES_INSTEAD, pairs: ['seeds', 'perClass', 'subsetSeed'], seeds: ['pairs'] },
  request: ({ fMix, seeds, pairs, batch, title, device, ...said }) => {
    if (pairs !== undefined && seeds !== undefined)
      throw new UserError(
        'usage',
        'Give either --pairs or --pairing-seeds: a list of pairs needs no pairing seeds.',
      )
    return {
      kind: 'hybrid',
      ...measuredOf(said),
      ...imagesOf(said),
      ...{ fMix, seeds, pairsFile: pairs, batchSize: batch, title, device },
    }
  },
  said: ({ seeds, pairsFile, batchSize, ...request }) => ({
    ...request,
    ...measuredSaid(request),
    // A list of pairs needs no seeds, and refuses them.
    ...(pairsFile === undefined ? { seeds } : { pairs: pairsFile }),
    batch: batchSize,
  }),
  async after(ask, { id, units }, { writePairs }) {
    if (writePairs !== undefined && units.done > 0) await writeAll(ask, id, writePairs)
  },
}

async function writeAll(ask: AskKind<'hybrid'>, study: string, file: string): Promise<void> {
  const all = await ask('study.pairs', { study })
  for (const { low, high, seed } of all) {
    const path = all.length === 1 ? file : file.replace(/(\.[^./\\]*)?$/, (ending) => `-${seed}${ending}`)
    await writeNamed(path, `low,high\n${low.map((index, i) => `${index},${high[i]}\n`).join('')}`)
  }
}
