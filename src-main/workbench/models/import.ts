/**
 * Bringing a model from a file into the project: a job process reads the file (it may be damaged, hostile, or
 * ten gigabytes large), the project stores what came out. Looking and trying store nothing.
 */
import { basename, extname, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { areNumbers, compareClassNames, differenceWords } from '../../contract/images/class-names'
import { usualTrial } from '../../contract/images/selection'
import { expectAnswer } from '../../jobs/job-runner'
import { MEASURED_PARTS } from '../../contract/images/measured-parts'
import { slug } from '../../project/names'
import { checkedModelName, freeModelName } from './names'
import { partSource } from '../../studies/part-source'
import type { InspectedFile, TriedFile } from '../../contract/import/import'
import type { CheckedInput } from '../../contract/methods'
import { isStochastic } from '../../contract/model'
import type { ModelFile } from '../../contract/model'
import type { Desk } from '../desk'

/** What a file is and which models it could be; no project is needed. */
export async function inspectFile(desk: Desk, file: string): Promise<InspectedFile> {
  const answer = await desk.ask({ request: 'inspect file', file: resolve(file) })
  return expectAnswer(answer, 'inspected file').inspected
}

/** Accuracy of a candidate under every normaliser that comes into question, on some images. */
export async function tryFile(desk: Desk, input: CheckedInput<'model.try'>): Promise<TriedFile> {
  const { dataSet, split, limit, device, chosenOnly, ...choice } = input
  const { file, part, source } = await partSource(desk.open.project, dataSet, split ?? null, MEASURED_PARTS)
  const images = limit ?? usualTrial(file.height)
  const answer = await desk.ask({
    request: 'try file',
    chosenOnly,
    choice: { ...choice, file: resolve(choice.file) },
    images: {
      ...source,
      limit: Math.min(images, part.images),
      selection: { rule: { kind: 'class-balanced', images, seed: 0 }, leftOut: [] },
    },
    device: await desk.help.device(device),
    threads: desk.options.threads,
  })
  return expectAnswer(answer, 'tried file').tried
}

/** @throws UserError('input') when the images have a class that the file does not name */
function checkNames(model: string, own: string[], dataSet: string, given: readonly string[]): void {
  const compared = compareClassNames(own, given)
  if (compared.kind === 'different')
    throw new UserError(
      'input',
      `The file names other classes than the data set "${dataSet}" (${differenceWords(compared, model, dataSet)}): choose the data set that it was trained for, or none.`,
    )
}

/** Where nobody says it. */
function groupOf(configuration: ModelFile['configuration']): ModelFile['group'] {
  if (isStochastic(configuration)) return 'stochastic'
  return configuration.sigma === null ? 'other' : 'blur'
}

/**
 * Stores a model. The same file with the same choices is the same model: doing it twice leaves one.
 * @throws UserError when the file cannot be read as chosen, or another model has the name already.
 */
export async function importFile(desk: Desk, input: CheckedInput<'model.import'>): Promise<ModelFile> {
  const { project } = desk.open
  const { name: asked, group, dataSet, device, ...choice } = input
  const file = resolve(choice.file)
  const classNames = dataSet === undefined ? [] : (await project.dataSets.find(dataSet)).classNames
  const weightsPath = await project.models.temporaryWeights()
  try {
    const answer = await desk.ask({
      request: 'import file',
      choice: { ...choice, file },
      weightsPath,
      device: await desk.help.device(device),
      threads: desk.options.threads,
    })
    const imported = expectAnswer(answer, 'imported file')
    const { configuration, parameters, weights, provenance } = imported
    const others = (await project.models.list()).filter((model) => model.weights !== weights)
    const name =
      asked === undefined
        ? freeModelName(basename(file, extname(file)), others)
        : checkedModelName(asked, others)
    const id = `${slug(name)}-${weights.slice(0, 8)}`
    // Names in the file are the model's own; those of a data set stand in for them where it has none.
    const own = imported.classNames
    if (own !== undefined && classNames.length > 0) checkNames(name, own, dataSet!, classNames)
    if (own === undefined && classNames.length > 0 && classNames.length !== configuration.classes)
      throw new UserError(
        'input',
        `The model tells ${configuration.classes} classes apart and the data set "${dataSet}" has ${classNames.length}: choose the data set that it was trained for, or none.`,
      )
    const model: ModelFile = {
      format: 'halfpower model',
      version: 1,
      id,
      name,
      group: group ?? groupOf(configuration),
      configuration,
      parameters,
      classNames:
        own !== undefined && !(areNumbers(own) && classNames.length > 0)
          ? own
          : classNames.length > 0
            ? classNames
            : Array.from({ length: configuration.classes }, (_, index) => `class ${index}`),
      weights,
      accuracy: null,
      provenance: { ...provenance, imported: new Date().toISOString() },
    }
    await project.models.publish(model, weightsPath, [])
    desk.emit('models.changed', null)
    return model
  } finally {
    await project.models.dropTemporaryWeights(weightsPath)
  }
}
