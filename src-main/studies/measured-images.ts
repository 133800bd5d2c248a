/**
 * Which images a measurement is of, in the words that stand beside its numbers, and what has to be said with them:
 * classes that are missing, images that a model was trained on, models whose training nobody here knows.
 */
import { imageCount } from '../contract/studies/choices'
import { modelClassRemarks } from '../contract/images/class-remarks'
import { imagesFrom } from '../contract/images/words'
import { fromElsewhere } from './planning/lineage'
import type { MeasuredImages } from '../contract/images/selection'
import type { DataChoice, ModelChoice } from '../contract/studies/choices'
import type { ModelFile } from '../contract/model'
import type { Copies, Facts } from './study'

/** Where fewer are left of what no model has learnt from, or a smaller share of all, that is said. */
const FEW = { images: 100, share: 0.1 }
/** Names said before the others are counted. */
const NAMED = 5

/** @param images how many, where the plan's choice does not say (pairs and targets that were listed) */
export function measuredImages(
  plan: { data: DataChoice; models: readonly ModelChoice[] },
  facts: Pick<Facts, 'dataSets' | 'models' | 'copies'>,
  images: number = imageCount(plan.data),
): MeasuredImages {
  const { selection } = plan.data
  const elsewhere = plan.models.filter(({ id }) => {
    const model = facts.models.get(id)
    return model !== undefined && fromElsewhere(model, facts.models)
  })
  const training = selection?.found.training ?? 0
  const { copies } = facts
  const doubtful = (selection?.doubtful ?? []).filter((id) => !copies?.has(id))
  const copied = plan.models.flatMap(({ id }) => {
    const found = copies?.get(id)
    return found && found.images > 0 ? [{ id, ...found }] : []
  })
  const classes = modelClassRemarks(plan.data.dataSet, plan.models)
  return {
    words: imagesFrom(plan.data, images),
    images,
    trainingImages:
      training > 0 || copied.length > 0
        ? 'some'
        : elsewhere.length + doubtful.length > 0
          ? 'unknown'
          : 'none',
    notices: [
      ...sixteenBitWords(facts.dataSets.get(plan.data.dataSet)?.file.transforms.sixteenBit),
      ...noticesOf(plan.data, facts.dataSets.get(plan.data.dataSet)?.file.classNames ?? [], images),
      ...copiedWords(copied),
      ...(elsewhere.length === 0
        ? []
        : [
            `It is not known which images ${namesOf(elsewhere.map(({ id }) => id))}${begunElsewhere(elsewhere.map(({ id }) => facts.models.get(id)))} ${elsewhere.length === 1 ? 'was' : 'were'} trained on: some of these may be among them.`,
          ]),
      ...(doubtful.length === 0
        ? []
        : [
            `It is not known whether ${namesOf(doubtful)} ${doubtful.length === 1 ? 'was' : 'were'} trained on some of these images: the training was on the same files read in another way, or its data set is no longer in the project. Where both are folders of images, hashing all files of both tells it. Measure on the data set of the training, whose training images are left out, or on a test set.`,
          ]),
    ],
    ...(classes.length === 0 ? {} : { classes }),
  }
}

/** Where it is not the models themselves that came from elsewhere. */
function begunElsewhere(models: readonly (ModelFile | undefined)[]): string {
  return models.every((model) => model?.provenance.kind === 'imported')
    ? ''
    : ', or the model whose weights they go on from,'
}

function noticesOf(
  { selection, images: all }: DataChoice,
  classNames: readonly string[],
  images: number,
): string[] {
  if (!selection) return []
  const { rule, leftOut, found } = selection
  const notices: string[] = []
  const missing = classNames.filter((_, label) => found.perClass[label] === 0)
  if (missing.length > 0)
    notices.push(
      `${missing.length} of the ${classNames.length} classes ${missing.length === 1 ? 'has' : 'have'} no image among them: ${namesOf(missing)}. Whatever is measured says nothing about ${missing.length === 1 ? 'it' : 'them'}.`,
    )
  const most = Math.max(...found.perClass)
  const share = rule.kind === 'per class' ? rule.images : most
  const short = classNames.filter((_, label) => {
    const count = found.perClass[label]!
    return count > 0 && count < share - (rule.kind === 'per class' ? 0 : 1)
  })
  if ((rule.kind === 'class-balanced' || rule.kind === 'per class') && short.length > 0)
    notices.push(
      `${plural(short.length, 'class has', 'classes have')} fewer images than the others' ${share} and ${short.length === 1 ? 'gives' : 'give'} what is there: ${namesOf(short)}.`,
    )
  if (rule.kind === 'class-balanced' && found.images < rule.images)
    notices.push(`${plural(rule.images, 'image was', 'images were')} asked for, and ${images} are there.`)
  if (found.leftOut > 0)
    notices.push(
      `${plural(found.leftOut)} of the data set ${found.leftOut === 1 ? 'is' : 'are'} left out because a model of the study was trained on ${found.leftOut === 1 ? 'it' : 'them'}.`,
    )
  const left = all - found.leftOut
  if (found.leftOut > 0 && (left < FEW.images || left < FEW.share * all))
    notices.push(
      leftOut.length > 1
        ? `Only ${left} of ${plural(all)} ${left === 1 ? 'is' : 'are'} new to every model of the study, because ${leftOut.length} trainings kept different images apart (sweeps of older versions did so for each training seed). Measure on a test set, or models of new sweeps, which keep the same images apart for every training seed.`
        : `Only ${left} of ${plural(all)} ${left === 1 ? 'is' : 'are'} new to the models of the study: a test set has more.`,
    )
  if (found.training > 0)
    notices.push(
      `A model of the study was trained on ${found.training} of the ${plural(images)}: its numbers are those of images that it knows, not of new ones.`,
    )
  if (found.validation > 0)
    notices.push(
      `${found.validation} of the ${plural(images)} chose the epoch whose weights a model of the study kept (validation images): they are not quite new to it.`,
    )
  return notices
}

/** Those of one training are said together. */
function copiedWords(copied: readonly (Copies & { id: string })[]): string[] {
  const groups = new Map<string, (Copies & { id: string })[]>()
  for (const each of copied) {
    const name = JSON.stringify([each.dataSet, each.images])
    groups.set(name, [...(groups.get(name) ?? []), each])
  }
  return [...groups.values()].map((group) => {
    const { images, of, dataSet } = group[0]!
    const [are, were] = [
      images === 1 ? 'is the same file as an image' : 'are the same files as images',
      group.length === 1 ? 'was' : 'were',
    ]
    return `${images} of the ${plural(of)} of the measured data set ${are} of "${dataSet}" that ${namesOf(group.map(({ id }) => id))} ${were} trained on (same bytes, by the hashes of all files): those are not new to ${group.length === 1 ? 'it' : 'them'}.`
  })
}

function sixteenBitWords(how: 'scale' | 'clip' | undefined): string[] {
  if (how === undefined) return []
  return [
    how === 'scale'
      ? 'Gray images of 16 bits are read by their upper 8 bits (value / 256).'
      : "Gray images of 16 bits are clipped at 255, as by Pillow's convert.",
  ]
}

function plural(count: number, one = 'image', many = 'images'): string {
  return `${count} ${count === 1 ? one : many}`
}

function namesOf(names: readonly string[]): string {
  const said = names.slice(0, NAMED).map((name) => `"${name}"`)
  const others = names.length - said.length
  if (others > 0) return `${said.join(', ')} and ${others} more`
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`
}
