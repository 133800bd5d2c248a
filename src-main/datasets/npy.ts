/**
 * Images in an `.npy` file with their labels in another one beside it, found by name: `X.npy` with
 * `X-labels.npy`, `X_labels.npy` or `labels.npy`; or with `images` → `labels`, `x` → `y` in the name.
 * The NumPy format itself is in checkpoints/npy.ts.
 */
import { dirname, join } from 'node:path'
import { UserError } from '../contract/errors'
import { decodeNpy } from '../checkpoints/npy'
import { isNpy } from '../checkpoints/npy-header'
import { createArrayDataSet } from './array-data-set'
import { imagesFromArray, labelsFromArray } from './array-images'
import { listFolder, readHashed, stem } from './files'
import { sha256 } from './hash'
import { checkLabels, readClassNames } from './labels'
import type { ArrayReader } from './reader'

export const npy: ArrayReader = {
  format: 'npy',

  async match(found) {
    return found.kind === 'file' && isNpy(found.head) ? { splits: [] } : undefined
  },

  async open(specification, found) {
    const folder = dirname(found.path)
    const candidates = labelNames(stem(found.name)).filter((name) => name !== found.name)
    const beside = new Set((await listFolder(folder)).files)
    const labelsName = candidates.find((name) => beside.has(name))
    if (labelsName === undefined) {
      throw new UserError(
        'input',
        `The labels of "${found.path}" are missing: one of ${candidates.join(', ')} should lie beside it.`,
      )
    }
    const labelsPath = join(folder, labelsName)
    const images = await readHashed(found.path)
    const labels = await readHashed(labelsPath)
    const { count, ...stored } = imagesFromArray(
      decodeNpy(images.bytes, `"${found.path}"`),
      `"${found.path}"`,
    )
    const values = labelsFromArray(decodeNpy(labels.bytes, `"${labelsPath}"`), `"${labelsPath}"`)
    return createArrayDataSet({
      specification,
      content: sha256(images.hash, labels.hash),
      ...stored,
      ...checkLabels(values, count, `"${labelsPath}"`, await readClassNames(folder)),
    })
  },
}

/** The names under which the labels of `NAME.npy` are looked for, best first. */
function labelNames(name: string): string[] {
  const names = [`${name}-labels`, `${name}_labels`, `${name}.labels`]
  if (name.includes('images')) names.push(name.replace('images', 'labels'))
  if (/^x(?=$|[-_.])/i.test(name))
    names.push((name.startsWith('X') ? 'Y' : 'y') + name.slice(1), 'y' + name.slice(1))
  if (/[-_.]x$/i.test(name)) names.push(name.slice(0, -1) + 'y')
  names.push('labels')
  return [...new Set(names)].map((each) => `${each}.npy`)
}
