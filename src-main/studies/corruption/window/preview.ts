/** What is in official files, and images corrupted here, before a study. */
import { resolve } from 'node:path'
import { tableForSize } from '../../../corruptions/tables'
import { WHOLE, pictureAddress } from '../../address-words'
import { shownImages } from '../../window'
import type { InputOf, OutputOf } from '../../../contract/kinds/kinds'
import type { CorruptionPreview } from '../../../contract/kinds/corruption/window'
import type { WindowDesk } from '../../window'

export async function inspectSet(
  desk: WindowDesk,
  { folder }: InputOf<'corruption', 'corruption.inspect'>,
): Promise<OutputOf<'corruption', 'corruption.inspect'>> {
  const {
    layout: _layout,
    labels: _labels,
    cells: _cells,
    classNames,
    ...found
  } = await desk.help.corruptionSet({
    folder: resolve(folder),
    gray: false,
    crop: 'as stored',
    types: [],
    severities: [1],
    clean: null,
  })
  const crops: OutputOf<'corruption', 'corruption.inspect'>['crops'] =
    found.height === 224 && found.width === 224 ? ['as stored', 'resize 256, centre crop 224'] : ['as stored']
  return { ...found, classes: classNames.length, crops }
}

export async function previewCorruptions(
  desk: WindowDesk,
  input: InputOf<'corruption', 'corruption.preview'>,
): Promise<CorruptionPreview> {
  const { file, shown, place } = await shownImages(desk, input)
  const table = input.table ?? tableForSize(file.height, file.width)
  const { seed } = input
  return {
    table,
    images: shown,
    cells: input.types.flatMap((type) =>
      input.severities.map((severity) => ({
        type,
        severity,
        urls: input.images.map((index) =>
          pictureAddress(
            'corrupted',
            place.dataSet,
            place.split ?? WHOLE,
            index,
            type,
            severity,
            table,
            seed,
          ),
        ),
      })),
    ),
  }
}
