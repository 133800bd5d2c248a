/**
 * Brings the classes of models and data sets together by name (contract/images/class-names.ts), refuses what is not
 * the same. A model of which no names are known has numbers, which stand for places.
 */
import { classMatchOf, compareClassNames, differenceWords } from '../../contract/images/class-names'
import { UserError } from '../../contract/errors'
import type { ClassMatch } from '../../contract/images/class-names'
import type { DataSetFile } from '../../contract/data-set'
import type { ModelFile } from '../../contract/model'
import type { ModelChoice } from '../../contract/studies/choices'

type Named = Pick<DataSetFile, 'id' | 'classNames'>

/**
 * Models as a plan names them, with how their classes meet those of the images.
 * @throws UserError('input') when a model's classes are not those of the data set
 */
export function modelChoices(models: readonly ModelFile[], dataSet: DataSetFile): ModelChoice[] {
  return models.map((model) => {
    const compared = compareClassNames(model.classNames, dataSet.classNames)
    if (compared.kind === 'different') {
      const { classes } = model.configuration
      const { length } = dataSet.classNames
      throw new UserError(
        'input',
        classes === length
          ? `The model "${model.id}" and "${dataSet.id}" have different classes (${differenceWords(compared, model.id, dataSet.id)}): choose a data set with the same classes.`
          : `The model "${model.id}" knows ${classes} classes, but "${dataSet.id}" has ${length}: choose a data set with the same classes.`,
      )
    }
    const match = classMatchOf(compared)
    return { id: model.id, weights: model.weights, ...(match === undefined ? {} : { classes: match }) }
  })
}

/**
 * How the classes of test images meet those of the training images.
 * @throws UserError('input') when they are not the same
 */
export function matchedClasses(train: Named, test: Named): ClassMatch | undefined {
  const compared = compareClassNames(train.classNames, test.classNames)
  if (compared.kind !== 'different') return classMatchOf(compared)
  throw new UserError(
    'input',
    train.classNames.length === test.classNames.length
      ? `"${test.id}" and "${train.id}" have different classes (${differenceWords(compared, train.id, test.id)}): they must be the same.`
      : `"${test.id}" has ${test.classNames.length} classes and "${train.id}" has ${train.classNames.length} (${differenceWords(compared, train.id, test.id)}): they must be the same.`,
  )
}
