/**
 * The images of an attack and what each is to become (methods D.2): drawn from the labels of a data set, or
 * read from a CSV and checked against them. Targets are fixed for the whole part before images are chosen, so
 * that an image's target does not depend on which others take part.
 */
import { readRegularText } from '../../../files/regular'
import { UserError } from '../../../contract/errors'
import { assignTargets } from '../../../attacks/targets'
import { targetsFromCsv } from '../../../attacks/targets-csv'
import { openDataSet } from '../../../datasets/open'
import { selectedImages } from '../../../datasets/subset'
import { targetsInWords } from '../target-words'
import type { AttackedImages, TargetsRequest } from '../../../contract/kinds/attack/study'
import type { SelectionChoice } from '../../../contract/images/selection'
import type { DataSetSpecification } from '../../../datasets/specification'
import type { DataSet } from '../../../datasets/data-set'

export interface TargetsWish {
  specification: DataSetSpecification
  selection: SelectionChoice
  /** Of a list only the first so many; null: all. */
  most: number | null
  /** Null: untargeted. */
  targets: TargetsRequest | null
}

/** @returns `origin` says how the targets came about, and of a list how many of its lines; not the selection */
export async function chooseTargets({
  specification,
  selection,
  most,
  targets,
}: TargetsWish): Promise<AttackedImages> {
  const text = targets?.kind === 'file' ? await readTargets(targets.file) : null
  const data = await openDataSet(specification)
  try {
    return targets?.kind === 'file'
      ? listed(text!, targets.file, data, most)
      : drawn(data, selection, targets)
  } finally {
    await data.close()
  }
}

async function readTargets(file: string): Promise<string> {
  try {
    return await readRegularText(file)
  } catch (error) {
    throw new UserError('input', `The targets file "${file}" cannot be read: check the path.`, {
      cause: error,
    })
  }
}

function listed(text: string, file: string, data: DataSet, most: number | null): AttackedImages {
  const all = targetsFromCsv(text, data.labels, data.classNames.length, `"${file}"`)
  const count = most ?? all.indices.length
  const indices = [...all.indices.slice(0, count)]
  const first = indices.length < all.indices.length ? `the first ${indices.length} of ` : ''
  return {
    indices,
    targets: [...all.targets.slice(0, count)],
    origin: `${first}${all.indices.length} listed images and targets`,
  }
}

/** In the order in which they are drawn: more images of the same draw begin with the same blocks. */
function drawn(
  data: DataSet,
  selection: SelectionChoice,
  targets: Exclude<TargetsRequest, { kind: 'file' }> | null,
): AttackedImages {
  const indices = selectedImages(data, selection)
  if (targets === null) return { indices, targets: null, origin: 'untargeted' }
  const all = assignTargets(data.labels, data.classNames.length, targets.kind, targets.seed)
  return {
    indices,
    targets: indices.map((index) => all[index]!),
    origin: targetsInWords(targets.kind, targets.seed),
  }
}
