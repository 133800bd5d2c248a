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
import { listFolder, look } from '../files/look'
import { openCorruptionArrays } from './corruption-arrays'
import { openCorruptionFolders } from './corruption-folders'
import type { CorruptionType } from '../contract/kinds/corruption/corruptions'
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
  const places = await placesOf(path, found.folders)
  if (places.size > 0) return described(await openCorruptionFolders(places), path)
  const inner = found.folders.find((name) => /-C$/i.test(name))
  const advice =
    inner === undefined
      ? nearlyCalled([...found.files, ...found.folders])
      : `did you mean "${join(path, inner)}"?`
  throw new UserError('input', `"${path}" holds no corruption types: ${advice ?? LAYOUTS}`)
}

const LAYOUTS =
  'they are files such as gaussian_noise.npy, each with the images of severity 1, then 2, to 5, beside labels.npy; or folders such as gaussian_noise/1/CLASS/image.JPEG.'

/** Where the folder of each type lies: right here, or in the groups in which ImageNet-C is downloaded (blur, noise, …). */
async function placesOf(
  path: string,
  folders: readonly string[],
): Promise<ReadonlyMap<CorruptionType, string>> {
  const found = new Map<string, string>(folders.map((name) => [name, join(path, name)]))
  for (const group of GROUPS.filter((name) => folders.includes(name)))
    for (const name of (await listFolder(join(path, group))).folders) {
      const other = found.get(name)
      if (other !== undefined && CORRUPTION_TYPES.some((type) => type === name))
        throw new UserError(
          'input',
          `"${path}" has ${name} twice ("${other}" and "${join(path, group, name)}"): remove one of them.`,
        )
      found.set(name, join(path, group, name))
    }
  return new Map(
    CORRUPTION_TYPES.flatMap((type): [CorruptionType, string][] => {
      const place = found.get(type)
      return place === undefined ? [] : [[type, place]]
    }),
  )
}

/** As the archives of ImageNet-C are called. */
const GROUPS = ['noise', 'blur', 'weather', 'digital', 'extra']

/** What is meant for a type and is called otherwise (`GaussianNoise.npy`, `fog_3`, `severity_1`); null: nothing is. */
function nearlyCalled(names: readonly string[]): string | null {
  const letters = (words: string): string => words.toLowerCase().replace(/[^a-z]/g, '')
  for (const name of names) {
    const stem = name.replace(/\.npy$/i, '')
    const type = CORRUPTION_TYPES.find((each) => letters(stem) === letters(each))
    const severity = /[1-5]$/.exec(stem)?.[0]
    const array = stem !== name
    if (type !== undefined && severity !== undefined)
      return array
        ? `"${name}" seems to be one severity of ${type}: join the five in one file ${type}.npy, the images of severity 1 first, then 2, to 5, beside labels.npy.`
        : `"${name}" seems to be one severity of ${type}: make it the folder ${type}/${severity}, and the others ${type}/1 to ${type}/5.`
    if (type !== undefined)
      return `"${name}" is not how ${type} is called: if it is that, rename it to ${type}${array ? '.npy' : ''}; ${LAYOUTS.replace('they', 'the types')}`
    if (/^(severity|level)[ _-]?[1-5]$/i.test(stem))
      return `"${name}" seems to be a severity, which has to lie in its type: ${LAYOUTS.replace('they', 'the types')}`
  }
  return null
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
