/**
 * Images in an `.npy` file with their labels in another file beside it, found by name: `X.npy` with
 * `X-labels.npy`, `X_labels.npy` or `labels.npy`; or with `images` or `data` → `labels`, `x` → `y` in the name; `.csv` and
 * `.txt` with one label per line as well. The NumPy format itself is in checkpoints/npy.ts.
 */
import { dirname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { decodeNpy } from '../checkpoints/npy'
import { isNpy, readNpyHeader } from '../checkpoints/npy-header'
import { createArrayDataSet } from './array-data-set'
import { imagesFromArray } from './array-images'
import { listFolder, readHashed, readHead, stem } from '../files/look'
import type { Found } from '../files/look'
import { sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import type { ArrayReader } from './reader'
import { LABEL_ENDINGS, nameOrderWords, numberLabels, writtenLabels } from './written-labels'

export const npy: ArrayReader = {
  format: 'npy',

  async match(found) {
    return found.kind === 'file' && isNpy(found.head) ? { splits: [] } : undefined
  },

  async notices(_specification, found) {
    const folder = dirname(found.path)
    const labelsName = labelsBeside(found.name, (await listFolder(folder)).files)
    if (labelsName === undefined || (await namesOf(found, folder))) return []
    const path = join(folder, labelsName)
    const labels = await readHashed(path)
    return nameOrderWords(writtenLabels(path, labels.bytes, await imagesIn(found)), `"${path}"`)
  },

  async open(specification, found) {
    const folder = dirname(found.path)
    const labelsName = labelsBeside(found.name, (await listFolder(folder)).files)
    if (labelsName === undefined) {
      throw new UserError(
        'input',
        `The labels of "${found.path}" are missing: one of ${namesOfLabels(found.name).join(', ')} should lie beside it (or one of these names with .csv or .txt, one label per line).`,
      )
    }
    const labelsPath = join(folder, labelsName)
    const images = await readHashed(found.path)
    const labels = await readHashed(labelsPath)
    const { count, ...stored } = imagesFromArray(
      decodeNpy(images.bytes, `"${found.path}"`),
      `"${found.path}"`,
    )
    const where = `"${labelsPath}"`
    const written = writtenLabels(labelsPath, labels.bytes, count)
    const { values, classNames } = numberLabels(written, where, await namesOf(found, folder))
    return createArrayDataSet({
      specification,
      content: sha256(images.hash, labels.hash),
      ...stored,
      ...checkLabels(values, count, where, classNames),
    })
  },
}

/** NumPy's own headers have about 128 bytes. */
const HEADER_BYTES = 1 << 16

/** By the header alone. */
async function imagesIn(found: Found): Promise<number> {
  return readNpyHeader(await readHead(found.path, HEADER_BYTES), `"${found.path}"`).shape[0] ?? 0
}

/** Files of an array of images for which labels lie beside them, among the files of a folder. */
export function imagesWithLabels(files: readonly string[]): string[] {
  return files.filter((file) => file.endsWith('.npy') && labelsBeside(file, files) !== undefined)
}

function labelsBeside(name: string, files: readonly string[]): string | undefined {
  const plain = namesOfLabels(name).map((each) => stem(each))
  const candidates = LABEL_ENDINGS.flatMap((ending) => plain.map((each) => each + ending))
  return candidates.find((candidate) => candidate !== name && files.includes(candidate))
}

/** CIFAR-10.1 numbers the classes of CIFAR-10 (Recht et al. 2018), and its files do not name them. */
const CIFAR_10_1 = /^cifar10\.1_v\d+_data\.npy$/
const CIFAR_10_NAMES = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
]

async function namesOf(found: Found, folder: string): Promise<readonly string[] | undefined> {
  return (await readClassNames(folder)) ?? (CIFAR_10_1.test(found.name) ? CIFAR_10_NAMES : undefined)
}

/** What the labels of an array of images are called, best first; more words in the name of the array are kept. */
const WORDS: readonly [images: RegExp, labels: string][] = [
  [/images/, 'labels'],
  [/(?<![a-z])data(?![a-z])/, 'labels'],
  [/(?<![a-z])data(?![a-z])/, 'targets'],
  [/(?<![a-z])imgs?(?![a-z])/, 'labels'],
]

/** The names under which the labels of `NAME.npy` are looked for, best first. */
function namesOfLabels(file: string): string[] {
  const name = stem(file)
  const names = [`${name}-labels`, `${name}_labels`, `${name}.labels`]
  for (const [images, labels] of WORDS) if (images.test(name)) names.push(name.replace(images, labels))
  if (/^x(?=$|[-_.])/i.test(name))
    names.push(
      ...[(name.startsWith('X') ? 'Y' : 'y') + name.slice(1), 'y' + name.slice(1)],
      ...['labels' + name.slice(1)],
    )
  if (/[-_.]x$/i.test(name)) names.push(name.slice(0, -1) + 'y')
  names.push('labels', 'targets')
  return [...new Set(names)].map((each) => `${each}.npy`)
}
