/**
 * The official corrupted data sets as they are downloaded: CIFAR-10-C and CIFAR-100-C (a `.npy` file per type,
 * severities one after another) and ImageNet-C and Tiny-ImageNet-C (folders type/severity/class/image). What
 * kind a folder is, is seen from its content. Nothing is read whole: a cell (one type, one severity) is opened
 * by range or by its own folder.
 *
 * Not here: corruptions that Halfpower makes itself (corruptions/). The two are never mixed under one name.
 */
import { join } from 'node:path'
import { UserError } from '../contract/errors'
import { BENCHMARK_CORRUPTIONS, CORRUPTION_TYPES, SEVERITIES } from '../contract/kinds/corruption/corruptions'
import { look } from '../files/look'
import { openCorruptionArrays } from './corruption-arrays'
import { openCorruptionFolders } from './corruption-folders'
import type { CorruptionLayout, CorruptionSet } from './corruption-layout'

/**
 * Opens a downloaded set.
 * @param path the unpacked folder (for CIFAR-10-C the one with `labels.npy`).
 * @throws UserError('input') that says what the folder is instead, or what is damaged.
 */
export async function openCorruptionSet(path: string): Promise<CorruptionSet> {
  const found = await look(path)
  if (found.kind !== 'folder') {
    const packed = /\.(tar|tgz|gz|zip)$/i.test(found.name)
    throw new UserError(
      'input',
      packed
        ? `"${path}" is still packed: unpack it and give the folder.`
        : `"${path}" is a file: give the folder that holds one file or one folder per corruption type.`,
    )
  }
  const arrays = CORRUPTION_TYPES.filter((type) => found.files.includes(`${type}.npy`))
  if (arrays.length > 0) {
    if (!found.files.includes('labels.npy')) {
      throw new UserError(
        'input',
        `"${join(path, 'labels.npy')}" is missing: download it together with the corruption files.`,
      )
    }
    return described(await openCorruptionArrays(path, arrays), path)
  }
  const folders = CORRUPTION_TYPES.filter((type) => found.folders.includes(type))
  if (folders.length > 0) return described(await openCorruptionFolders(path, folders), path)
  const inner = found.folders.find((name) => /-C$/i.test(name))
  throw new UserError(
    'input',
    `"${path}" holds no corruption types (gaussian_noise.npy or a folder gaussian_noise, and so on)${
      inner === undefined ? '' : `; did you mean "${join(path, inner)}"?`
    }`.replace(/[^.?]$/, '$&.'),
  )
}

function described(layout: CorruptionLayout, path: string): CorruptionSet {
  const missing = BENCHMARK_CORRUPTIONS.filter((type) => !layout.types.includes(type))
  const cell: CorruptionSet['cell'] = async (type, severity, choices) => {
    if (!layout.types.includes(type)) {
      throw new UserError(
        'input',
        `"${path}" has no corruption '${type}'; it has ${layout.types.join(', ')}.`,
      )
    }
    return layout.cell(type, severity, choices)
  }
  return {
    ...layout,
    cell,
    missing,
    severities: SEVERITIES,
    notice:
      missing.length === 0
        ? null
        : `"${path}" lacks ${missing.length} of the 15 benchmark types (${missing.join(', ')}): a mean over types is not comparable with published ones.`,
  }
}
