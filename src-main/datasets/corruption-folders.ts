/**
 * ImageNet-C and Tiny-ImageNet-C: folders type/severity/class/image.JPEG (methods F.2). Each cell is a folder of
 * class folders and is read as such; the classes are those of the whole set, so that labels agree between cells.
 *
 * The crop of methods L.7: ImageNet-C's files are 224×224 already. 'as stored' reads them so; 'resize 256,
 * centre crop 224' enlarges first, as the paper did, which costs about 1.5 points of accuracy.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { SEVERITIES } from '../contract/kinds/corruption/corruptions'
import type { CorruptionCrop, CorruptionType } from '../contract/kinds/corruption/corruptions'
import type { CorruptionLayout } from './corruption-layout'
import type { DataSet } from './data-set'
import { listFolder, look } from '../files/look'
import { sha256 } from './hash'
import { openImageFiles } from './image-files'
import { imageFolder } from './image-folder'
import { resize, resizeAxis } from './resize'

const STORED = 224
const ENLARGED = 256

/** @param places the folder of each type that is there, at least one, in their order */
export async function openCorruptionFolders(
  places: ReadonlyMap<CorruptionType, string>,
): Promise<CorruptionLayout> {
  const classes = await checkFolders([...places.values()])
  const types = [...places.keys()]
  const [start = ''] = places.values()
  const first = await openCell(start, 1, false)
  const { count, width } = first
  await first.close()
  return {
    kind: kindOf(classes.length, count, width),
    layout: 'folders',
    types,
    images: count,
    async cell(type, severity, { gray, crop }) {
      const data = await openCell(places.get(type)!, severity, gray)
      try {
        if (data.count !== count) {
          throw new UserError(
            'input',
            `"${join(places.get(type)!, String(severity))}" holds ${data.count} images, while "${join(start, '1')}" holds ${count}: files are missing; unpack it again.`,
          )
        }
        return crop === 'as stored' ? data : enlargedAndCropped(data, crop)
      } catch (error) {
        await data.close()
        throw error
      }
    },
  }
}

function kindOf(classes: number, count: number, width: number): 'ImageNet-C' | 'Tiny-ImageNet-C' | null {
  if (classes === 1000 && count === 50_000 && width === STORED) return 'ImageNet-C'
  return classes === 200 && count === 10_000 && width === 64 ? 'Tiny-ImageNet-C' : null
}

/** Every type has the five severities, and each the same classes. */
async function checkFolders(places: readonly string[]): Promise<readonly string[]> {
  let classes: string[] | undefined
  let where = ''
  for (const place of places) {
    const present = (await listFolder(place)).folders
    const absent = SEVERITIES.filter((severity) => !present.includes(String(severity)))
    if (absent.length > 0) {
      throw new UserError(
        'input',
        `"${place}" has no folder for severity ${absent.join(', ')}: five folders 1 (weakest) to 5 with the class folders in them are needed; ${present.length === 0 ? 'unpack it again' : `it has ${present.slice(0, 5).join(', ')}, so rename those that are severities, or unpack it again`}.`,
      )
    }
    for (const severity of SEVERITIES) {
      const folder = join(place, String(severity))
      const names = (await listFolder(folder)).folders
      if (classes && names.join('/') !== classes.join('/')) {
        throw new UserError(
          'input',
          `"${folder}" has ${names.length} class folders and not the same as "${where}", which has ${classes.length}: unpack it again.`,
        )
      }
      classes ??= names
      where ||= folder
    }
  }
  if (!classes || classes.length === 0)
    throw new UserError('input', `"${where}" has no class folders: unpack the set again.`)
  return classes
}

async function openCell(place: string, severity: number, gray: boolean): Promise<DataSet> {
  const folder = join(place, String(severity))
  const specification = {
    path: folder,
    format: 'image-folder',
    split: undefined,
    transforms: { gray },
  } as const
  return openImageFiles(specification, await imageFolder.files(specification, await look(folder)))
}

/** A view of 224×224 images, enlarged to 256×256 (bilinearly, to bytes, as torchvision does) and cropped back. */
function enlargedAndCropped(data: DataSet, crop: CorruptionCrop): DataSet {
  const { height, width, channels } = data
  if (height !== STORED || width !== STORED) {
    throw new UserError(
      'usage',
      `The crop '${crop}' is for 224×224 images; these are ${width}×${height}: choose 'as stored'.`,
    )
  }
  const axis = resizeAxis(STORED, ENLARGED, STORED)
  const length = STORED * STORED * channels
  return {
    ...data,
    hash: sha256('corruption crop ', crop, ' ', data.hash),
    async read(indices) {
      const images = await data.read(indices)
      for (let i = 0; i < indices.length; i++) {
        const enlarged = resize(images, i * length, axis, axis, channels)
        for (let k = 0; k < length; k++) images[i * length + k] = Math.floor(enlarged[k]! * 255 + 0.5) / 255
      }
      return images
    },
    readBytes: undefined,
    close: () => data.close(),
  }
}
