/**
 * The form of a new attack study: what is typed, what it asks for, what is wrong with it. Pure; the contract's
 * schemas and its facts of the methods decide.
 */
import {
  ATTACK_METHODS,
  ATTACK_METHOD_FACTS,
  DEFAULT_MARGIN,
  NORM_WORDS,
} from '../../../src-main/contract/kinds/attack/methods'
import { attackRequestSchema } from '../../../src-main/contract/kinds/attack/study'
import { USUAL_IMAGES } from '../../../src-main/contract/kinds/attack/study'
import { imageRequestOf, usualImages } from '../../components/image-form'
import { numberOf, optional } from '../../wizards/typed-numbers'
import type { AttackMethodName, GoalName, NormName } from '../../../src-main/contract/kinds/attack/methods'
import type { ImageForm } from '../../components/image-form'
import type { StudyRequestInput } from '../../../src-main/contract/plans'

export type TargetsChoice = 'element-wise' | 'class-wise' | 'file'

export interface AttackForm {
  models: readonly string[]
  dataSet: string
  norm: NormName
  method: AttackMethodName
  goal: GoalName
  targets: TargetsChoice
  targetsSeed: string
  targetsFile: string
  /** Without meaning where a file names them. */
  images: ImageForm
  margin: string
  confidence: string
  epsilon: string
  seed: string
  samples: string
  batchSize: string
}
export type AttackField = keyof AttackForm

export const EMPTY_FORM: AttackForm = {
  models: [],
  dataSet: '',
  norm: 'Linf',
  method: 'minimal',
  goal: 'targeted',
  targets: 'element-wise',
  targetsSeed: '0',
  targetsFile: '',
  images: usualImages(USUAL_IMAGES),
  margin: String(DEFAULT_MARGIN),
  confidence: '',
  epsilon: '',
  seed: '0',
  samples: '',
  batchSize: '50',
}

const ALLOWED: Partial<Record<AttackField, string>> = {
  models: 'Choose at least one model.',
  dataSet: 'Choose the data set whose images are perturbed.',
  targetsSeed: 'Give a whole number from 0 to 4294967295.',
  targetsFile: 'Give the path of a CSV file with the columns image,target.',
  images: 'Choose images that can be had.',
  margin: 'Give a number of logits, 0 or more, e.g. 0.01.',
  confidence: 'Give a probability above 0 and below 1, or nothing.',
  epsilon: 'Give a size above 0, or nothing for the smallest.',
  seed: 'Give a whole number from 0 to 4294967295.',
  samples: 'Give a whole number from 1 to 1000, or nothing.',
  batchSize: 'Give a whole number from 1 to 1000.',
}

export type AttackRequestInput = Extract<StudyRequestInput, { kind: 'attack' }>

/** Methods that can do what the form asks, each with what it is. */
export function methodsFor(norm: NormName, goal: GoalName): AttackMethodName[] {
  return ATTACK_METHODS.filter((method) => {
    const { norms, goals } = ATTACK_METHOD_FACTS[method]
    return norms.includes(norm) && goals.includes(goal)
  })
}

/** The form with a method that can do it: another norm or goal may rule the chosen one out. */
export function consistent(form: AttackForm): AttackForm {
  const possible = methodsFor(form.norm, form.goal)
  return possible.includes(form.method) ? form : { ...form, method: 'minimal' }
}

/** Not checked. What has its default is left out, so that the command line says only what was chosen. */
export function attackRequestOf(form: AttackForm): AttackRequestInput {
  const usesFile = form.goal === 'targeted' && form.targets === 'file'
  return {
    kind: 'attack',
    models: [...form.models],
    dataSet: form.dataSet,
    norm: form.norm,
    ...(form.method === 'minimal' ? {} : { method: form.method }),
    ...(form.goal === 'targeted' ? {} : { goal: form.goal }),
    ...(form.goal === 'targeted' ? { targets: targetsOf(form) } : {}),
    ...(usesFile ? {} : imageRequestOf(form.images)),
    margin: numberOf(form.margin) ?? NaN,
    ...optional('confidence', numberOf(form.confidence)),
    ...optional('epsilon', numberOf(form.epsilon)),
    seed: numberOf(form.seed) ?? NaN,
    ...optional('samples', numberOf(form.samples)),
    batchSize: numberOf(form.batchSize) ?? NaN,
  }
}

function targetsOf({
  targets,
  targetsSeed,
  targetsFile,
}: AttackForm): NonNullable<AttackRequestInput['targets']> {
  return targets === 'file'
    ? { kind: 'file', file: targetsFile.trim() }
    : { kind: targets, seed: numberOf(targetsSeed) ?? NaN }
}

/** Which field of the form a place in the request comes from. */
function fieldOf([first, second]: readonly PropertyKey[]): AttackField {
  if (first === 'targets') return second === 'file' ? 'targetsFile' : 'targetsSeed'
  return typeof first === 'string' && first in EMPTY_FORM ? (first as AttackField) : 'images'
}

export function issuesOfAttack(form: AttackForm): Partial<Record<AttackField, string>> {
  const { error } = attackRequestSchema.safeParse(attackRequestOf(form))
  const fields = new Set((error?.issues ?? []).map(({ path }) => fieldOf(path)))
  const issues: Partial<Record<AttackField, string>> = Object.fromEntries(
    [...fields].map((field) => [field, ALLOWED[field] ?? 'This is not allowed.']),
  )
  const facts = ATTACK_METHOD_FACTS[form.method]
  if (facts.needsEpsilon && form.epsilon.trim() === '')
    issues.epsilon = `${facts.title} looks within a given size: give ε (${NORM_WORDS[form.norm]}), e.g. ${form.norm === 'L2' ? '0.5' : '0.03'}.`
  return issues
}
