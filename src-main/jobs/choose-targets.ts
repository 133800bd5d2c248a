/**
 * The images of an attack and what each is to become (methods D.2): drawn from the labels of a data set, or
 * read from a CSV and checked against them. Targets are fixed for the whole part before images are chosen, so
 * that an image's target does not depend on which others take part.
 */
import { readFile } from 'node:fs/promises'
import { UserError } from '../contract/errors'
import { DEFAULT_IMAGES } from '../contract/attack-study'
import { assignTargets, firstImages } from '../attacks/targets'
import { targetsFromCsv } from '../attacks/targets-csv'
import { openDataSet } from '../datasets/open'
import { balancedIndices } from '../datasets/subset'
import type { AttackedImages, SubsetRequest, TargetsRequest } from '../contract/attack-study'
import type { DataSet, DataSetSpecification } from '../datasets/data-set'

export interface TargetsWish {
  specification: DataSetSpecification
  /** Null: the first 1000, or all of the file. */
  subset: SubsetRequest | null
  /** Null: untargeted. */
  targets: TargetsRequest | null
}

export async function chooseTargets({
  specification,
  subset,
  targets,
}: TargetsWish): Promise<AttackedImages> {
  const text = targets?.kind === 'file' ? await readTargets(targets.file) : null
  const data = await openDataSet(specification)
  try {
    return targets?.kind === 'file'
      ? listed(text!, targets.file, data, subset)
      : drawn(data, subset ?? { kind: 'first', count: DEFAULT_IMAGES }, targets)
  } finally {
    await data.close()
  }
}

async function readTargets(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UserError('input', `The targets file "${file}" cannot be read: check the path.`, {
      cause: error,
    })
  }
}

function listed(text: string, file: string, data: DataSet, subset: SubsetRequest | null): AttackedImages {
  const all = targetsFromCsv(text, data.labels, data.classNames.length, `"${file}"`)
  const count = subset?.kind === 'first' ? subset.count : all.indices.length
  const indices = [...all.indices.slice(0, count)]
  const first = indices.length < all.indices.length ? `the first ${indices.length} of ` : ''
  return {
    indices,
    targets: [...all.targets.slice(0, count)],
    origin: `${first}${all.indices.length} listed images and targets`,
  }
}

function drawn(
  data: DataSet,
  subset: SubsetRequest,
  targets: Exclude<TargetsRequest, { kind: 'file' }> | null,
): AttackedImages {
  const indices =
    subset.kind === 'first'
      ? firstImages(Math.min(subset.count, data.count), data.count)
      : balancedIndices(data, subset.perClass, subset.seed)
  const images =
    subset.kind === 'first'
      ? indices.length === data.count
        ? `all ${data.count} images`
        : `the first ${indices.length} images`
      : `${subset.perClass} images of each class (subset seed ${subset.seed})`
  if (targets === null) return { indices: [...indices], targets: null, origin: `${images}, untargeted` }
  const all = assignTargets(data.labels, data.classNames.length, targets.kind, targets.seed)
  return {
    indices: [...indices],
    targets: Array.from(indices, (index) => all[index]!),
    origin: `${images}, ${targets.kind} targets (target seed ${targets.seed})`,
  }
}
