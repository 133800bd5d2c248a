/**
 * A view of a data set whose files count their classes from 1 (EMNIST letters, STL-10 in MATLAB's way): the class
 * that nothing belongs to goes, and every label is one less.
 */
import { UserError } from '../contract/errors'
import type { DataSet } from './data-set'
import { sha256 } from './hash'

/** @throws UserError('input') when an image has the label 0 after all */
export function labelsFromOne(data: DataSet): DataSet {
  const image = data.labels.indexOf(0)
  if (image >= 0)
    throw new UserError(
      'input',
      `In "${data.specification.path}" image ${image} has the label 0, so its labels do not start at 1: leave out --first-label.`,
    )
  const { hash, classNames, labels } = data
  return {
    ...data,
    hash: sha256('labels from 1 ', hash),
    classNames: classNames.slice(1),
    labels: labels.map((label) => label - 1),
    read: (indices) => data.read(indices),
    close: () => data.close(),
  }
}
