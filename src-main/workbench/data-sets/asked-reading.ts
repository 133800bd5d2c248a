/** How a data set is read by what was asked and what was found: the order of its classes, its labels, the order of its images. */
import { UserError } from '../../contract/errors'
import { besides } from '../../datasets/imagenet-names'
import type { CheckedInput } from '../../contract/methods'
import type { DataSetFile, FoundDataSet, HowRead } from '../../contract/data-set'

/** As asked; else as the data set of this name is read; else as numbers where the class folders are nothing else. */
export function classOrderOf(
  input: CheckedInput<'dataSet.add'>,
  found: FoundDataSet,
  known: DataSetFile | undefined,
): Pick<HowRead, 'classOrder'> {
  if (input.classOrder === 'listed' && !found.classOrders?.includes('listed'))
    throw new UserError(
      'usage',
      `"${found.path}" has no list of its classes in another order: leave out --class-order listed.`,
    )
  if (found.classOrders === null) return {}
  const usual = known?.dataFormat === found.format ? (known.classOrder ?? 'text') : found.classOrders[0]!
  const order = input.classOrder ?? usual
  return order === 'text' ? {} : { classOrder: order }
}

/** Which labels are meant, and where they are. UserError('usage') where that is not said and has to be. */
export function labelsOf(
  input: CheckedInput<'dataSet.add'>,
  { path, members, labelSets, labels, format }: FoundDataSet,
): Pick<HowRead, 'labelSet' | 'member' | 'labelFile' | 'classFile'> {
  if (members !== null && input.member === undefined)
    throw new UserError(
      'usage',
      `"${path}" holds several data sets (${members.join(', ')}): say which with --member.`,
    )
  if (members === null && input.member !== undefined)
    throw new UserError('usage', `"${path}" holds one data set only: leave out --member.`)
  if (members !== null && !members.includes(input.member!))
    throw new UserError('usage', `"${path}" has no data set "${input.member}": it has ${members.join(', ')}.`)
  if (input.labelSet === 'coarse' && labelSets === null)
    throw new UserError('usage', `"${path}" has one kind of labels only: --label-set is for CIFAR-100.`)
  const member = members === null ? {} : { member: input.member! }
  if (labels === null) {
    if (input.labelFile === undefined && input.classFile === undefined)
      return { ...member, ...(input.labelSet === 'coarse' ? { labelSet: 'coarse' } : {}) }
    if (format === 'image-table')
      throw new UserError(
        'usage',
        `The tables of "${path}" say of which part each image is: choose a part (--split) and leave out --label-file and --class-file, or move the column or the tables of the parts away to read all images as one set.`,
      )
    throw new UserError(
      'usage',
      `The labels of "${path}" (${format}) are in it already: --label-file and --class-file are for images whose classes stand in a file beside them.`,
    )
  }
  // ImageNet's training images lie in folders of their classes.
  if (format === 'imagenet-val' && input.split === 'train') return member
  const labelFile = input.labelFile === undefined ? labels.labelFile : besides(path, input.labelFile)
  if (labelFile === null)
    throw new UserError(
      'input',
      `${labels.problem ?? `The labels of "${path}" are missing.`} (On the command line: --label-file, --class-file.)`,
    )
  // What is found beside the images explains the labels that are found there, no others.
  const found = input.labelFile === undefined ? labels.classFile : null
  const classFile = input.classFile === undefined ? found : besides(path, input.classFile)
  return { labelFile, ...(classFile === null ? {} : { classFile }) }
}

/** UserError('usage') where it is not said which part is ordered. */
export function orderOf(
  { order }: CheckedInput<'dataSet.add'>,
  path: string,
  parts: number,
): Pick<HowRead, 'order'> {
  if (order === undefined) return {}
  if (parts > 1)
    throw new UserError(
      'usage',
      `"${path}" has ${parts} parts, and an order is that of one: say which with --split.`,
    )
  return { order: besides(path, order) }
}
