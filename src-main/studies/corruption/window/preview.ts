/** What is in official files, and images corrupted here, before a study. */
import { resolve } from 'node:path'
import { areNumbers } from '../../../contract/images/class-names'
import { tableForSize } from '../../../corruptions/tables'
import { WHOLE, pictureAddress } from '../../address-words'
import { shownImages } from '../../window'
import type { InputOf, OutputOf } from '../../../contract/kinds/kinds'
import type { CorruptionPreview } from '../../../contract/kinds/corruption/window'
import type { WindowDesk } from '../../window'

const NUMBERS =
  'labels.npy has numbers without names: with the classes of CIFAR-10 and CIFAR-100 they are taken in the published order, with others for their places; a file classes.txt beside it, one class a line, decides.'

export async function inspectSet(
  desk: WindowDesk,
  { folder }: InputOf<'corruption', 'corruption.inspect'>,
): Promise<OutputOf<'corruption', 'corruption.inspect'>> {
  const {
    layout,
    labels: _labels,
    falling: _falling,
    cells: _cells,
    classNames,
    notice,
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
  const sentences = [notice, layout === 'arrays' && areNumbers(classNames) ? NUMBERS : null]
  return {
    ...found,
    notice: sentences.filter((sentence) => sentence !== null).join(' ') || null,
    classes: classNames.length,
    crops,
  }
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
