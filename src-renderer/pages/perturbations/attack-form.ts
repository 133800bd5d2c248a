/** The form of a new attack study. Pure; the contract's schemas and its facts of the methods decide. */
import {
  ATTACK_METHODS,
  ATTACK_METHOD_FACTS,
  NORM_WORDS,
} from '../../../src-main/contract/kinds/attack/methods'
import { attackOptions, targetOptions } from '../../../src-main/contract/kinds/attack/options'
import { USUAL_IMAGES, attackRequestSchema } from '../../../src-main/contract/kinds/attack/study'
import { askedOf, emptyForm, measuredOf } from '../studies/form'
import type { AttackMethodName, GoalName, NormName } from '../../../src-main/contract/kinds/attack/methods'
import type { RequestInputOf, StudyRequest } from '../../../src-main/contract/plans'
import type { DraftForm, DraftKind, Issues, OptionsForm } from '../studies/form'

const options = { targetsSeed: targetOptions.targetsSeed, ...attackOptions }

export interface AttackForm extends DraftForm, OptionsForm<typeof options> {
  norm: NormName
  method: AttackMethodName
  goal: GoalName
  targets: 'element-wise' | 'class-wise' | 'file'
  targetsFile: string
  /** A model with stored perturbations; empty: every search begins anew. */
  startFrom: string
}

const empty: AttackForm = {
  ...emptyForm(options, USUAL_IMAGES),
  norm: 'Linf',
  method: 'minimal',
  goal: 'targeted',
  targets: 'element-wise',
  targetsFile: '',
  startFrom: '',
}

/** Methods that can do what the form asks. */
export function methodsFor(norm: NormName, goal: GoalName): AttackMethodName[] {
  return ATTACK_METHODS.filter((method) => {
    const { norms, goals } = ATTACK_METHOD_FACTS[method]
    return norms.includes(norm) && goals.includes(goal)
  })
}

/** Whether a file names the images, so that the form need not. */
function listsImages({ goal, targets }: AttackForm): boolean {
  return goal === 'targeted' && targets === 'file'
}

/** Not checked. What has its default is left out, so that the command line says only what was chosen. */
function requestOf(form: AttackForm): RequestInputOf<'attack'> {
  const { images, goal, method } = form
  const { targetsSeed: seed = NaN, ...asked } = askedOf(options, form)
  const targets =
    form.targets === 'file'
      ? { kind: form.targets, file: form.targetsFile.trim() }
      : { kind: form.targets, seed }
  return {
    kind: 'attack',
    ...measuredOf(form, listsImages(form) ? null : images),
    norm: form.norm,
    ...(method === empty.method ? {} : { method }),
    ...(goal === 'targeted' ? { targets } : { goal }),
    ...asked,
    ...(form.startFrom === '' ? {} : { startFrom: form.startFrom }),
  }
}

/** Where nothing is to be given, a method may need it. */
function issuesOf({ method, epsilon, norm }: AttackForm): Issues {
  const { needsEpsilon, title } = ATTACK_METHOD_FACTS[method]
  if (!needsEpsilon || epsilon.trim() !== '') return {}
  return {
    epsilon: `${title} looks within a given size: give ε (${NORM_WORDS[norm]}), e.g. ${norm === 'L2' ? '0.5' : '0.03'}.`,
  }
}

function filledOf(request: StudyRequest): Partial<AttackForm> {
  if (request.kind !== 'attack') return {}
  const { norm, method, goal, targets, startFrom = '' } = request
  const asked = { norm, method, goal, targets: targets.kind, startFrom }
  return targets.kind === 'file'
    ? { ...asked, targetsFile: targets.file, targetsSeed: empty.targetsSeed }
    : { ...asked, targetsSeed: String(targets.seed) }
}

export const attackDraft = {
  empty,
  options,
  schema: attackRequestSchema,
  requestOf,
  filledOf,
  sentences: {
    dataSet: 'Choose the data set whose images are perturbed.',
    targetsFile: 'Give the path of a CSV file with the columns image,target.',
  },
  fieldOf: ([first, second]) =>
    first === 'targets' ? (second === 'file' ? 'targetsFile' : 'targetsSeed') : first,
  issuesOf,
  // Another norm or goal may rule the chosen method out.
  consistent: (form, before) => {
    const method = methodsFor(form.norm, form.goal).includes(form.method) ? form.method : empty.method
    // Only one method begins anywhere, and a model is one of those that fit.
    const keeps = method === empty.method && form.dataSet === before.dataSet
    return { ...form, method, startFrom: keeps ? form.startFrom : '' }
  },
  listsImages,
  usualImages: USUAL_IMAGES,
  page: 'perturbations',
} satisfies DraftKind<AttackForm>
