/** Which images a measurement takes: the same options in every command, from one place. */
import type { Command } from 'commander'
import { count, seed } from './values'
import type { ImageSelectionRequest } from '../../contract/image-selection'

export interface ImageOptions {
  limit?: number
  perClass?: number
  first?: number
  subsetSeed?: number
  includeTrainingImages?: boolean
}

/**
 * @param usual images when nothing is said; null: all
 * @param list what may name the images instead, e.g. `--pairs`; its first lines are then meant
 */
export function addImageOptions(command: Command, usual: number | null, list: string | null = null): Command {
  const lines = list === null ? '' : `; with ${list}: its first so many lines`
  return command
    .option(
      '--limit <images>',
      `only so many images, as equally over the classes as there are images (${usual ?? 'all'})${lines}`,
      count('limit'),
    )
    .option('--per-class <images>', 'so many images of each class', count('number of images per class'))
    .option(
      '--first <images>',
      'the first so many images, whatever their classes: a folder is sorted by class',
      count('number of first images'),
    )
    .option(
      '--subset-seed <number>',
      'subset seed: which images --limit and --per-class draw (0)',
      seed('subset seed'),
    )
    .option(
      '--include-training-images',
      'also images that a model of the study was trained on (they are left out)',
    )
}

export function imageRequestOf(options: ImageOptions): ImageSelectionRequest {
  const { limit, perClass, first, subsetSeed, includeTrainingImages } = options
  return { limit, perClass, first, subsetSeed, includeTrainingImages }
}
