/** Sentences on adversarial perturbations, and on their spectra. */
import { ATTACK_METHOD_FACTS, NORM_WORDS, VERDICT_PASSES } from '../../contract/kinds/attack/methods'
import { isStochastic } from '../../contract/model'
import { dataSetWords, modelsWords } from './facts'
import { counted, formatCount } from '../numbers'
import type { AttackMethodName } from '../../contract/kinds/attack/methods'
import type { AttackPlan, AttackSettings } from '../../contract/kinds/attack/study'
import type { Citation } from './citations'
import type { Cite, MethodsFacts, PlanOf } from './facts'

/** What each method is from. `minimal` is ours (methods D.4), and tries FMN. */
const SOURCES: Readonly<Record<AttackMethodName, readonly Citation[]>> = {
  minimal: ['pintor2021'],
  paper: ['madry2018', 'brendel2019'],
  fgsm: ['goodfellow2015'],
  pgd: ['madry2018'],
  'pgd-grid': ['madry2018'],
  ddn: ['rony2019'],
  fmn: ['pintor2021'],
  'brendel-bethge': ['brendel2019'],
  'carlini-wagner': ['carlini2017'],
  deepfool: ['moosavi2016'],
  boundary: ['brendel2018'],
  'hop-skip-jump': ['chen2020'],
}

export function attackText(
  plan: AttackPlan,
  facts: Pick<MethodsFacts, 'models' | 'dataSets'>,
  cite: Cite,
): string[] {
  const { settings, images } = plan
  const { needsEpsilon } = ATTACK_METHOD_FACTS[settings.method]
  return [
    `${needsEpsilon ? 'Adversarial perturbations' : 'Minimal adversarial perturbations'} of ${modelsWords(plan.models, facts)} were searched for in the ${NORM_WORDS[settings.norm]} norm (pixels in [0, 1]) with ${methodWords(settings.method, cite)}, ${settings.goal === 'targeted' ? 'towards fixed target classes' : 'towards any other class'}, of ${counted(images.indices.length, 'image')} of ${dataSetWords(plan.data, facts)}: ${images.origin}.`,
    ...(needsEpsilon ? [] : ['Their sizes ε are upper bounds of the smallest.']),
    criterionWords(settings),
    ...(settings.epsilon === null ? [] : [`Perturbations were at most ε = ${settings.epsilon} large.`]),
    ...passesWords(plan, facts, cite),
    ...(plan.startFrom === undefined
      ? []
      : [
          `Searches of other networks began with the perturbations that had been found for ${plan.startFrom.name} on the same images and targets, enlarged until they met the criterion, and went on with one walk from the clean image and one from the other side, FMN where those disagreed, and the same refinement; images without one, and those on which none met the criterion, were searched for anew. This is not the search anew of all images.`,
        ]),
    `The attack seed was ${settings.seed}.`,
  ]
}

function methodWords(method: AttackMethodName, cite: Cite): string {
  const cited = cite(...SOURCES[method])
  return method === 'minimal'
    ? `the method "minimal" of Halfpower, which walks along the linearised boundary from the clean image and from images of the other side, and tries FMN ${cited} where those disagree`
    : `the method "${ATTACK_METHOD_FACTS[method].title}" ${cited}`
}

/** As attacks/criterion.ts judges: with a probability, the margin has to be met, too. */
function criterionWords({ goal, margin, confidence }: AttackSettings): string {
  const exceeded =
    goal === 'targeted'
      ? "the target's logit exceeded every other"
      : "the largest other logit exceeded that of the image's own class"
  const probability =
    confidence === null
      ? ''
      : ` and the softmax probability of the ${goal === 'targeted' ? 'target' : 'wrong answer'} was at least ${confidence}`
  return `An image counted as adversarial where ${exceeded} by more than ${margin}${probability}.`
}

/** How often a network was asked, and what decided (methods D.4, I.1). */
function passesWords(
  { models, settings: { samples } }: AttackPlan,
  facts: Pick<MethodsFacts, 'models'>,
  cite: Cite,
): string[] {
  const known = models.map(({ id }) => facts.models.find((model) => model.id === id))
  const drawing = known.filter((model) => model && isStochastic(model.configuration))
  const stored = 'in a fresh forward pass of the stored image'
  if (drawing.length === 0) return [`Each was verified ${stored}.`]
  const names =
    drawing.length === models.length ? '' : ` of ${drawing.map((model) => model!.name).join(', ')}`
  return [
    ...(drawing.length === models.length
      ? []
      : [`Perturbations of networks without noise were verified ${stored}.`]),
    `The logits${names}, which ${drawing.length === 1 ? 'draws' : 'draw'} noise at each pass, were averaged over ${formatCount(samples)} ${samples === 1 ? 'pass' : 'passes'} for each question of the attack ${cite('athalye2018')}.`,
    `What was found for ${drawing.length === 1 ? 'it' : 'them'} was judged on the mean logits of ${formatCount(Math.max(samples, VERDICT_PASSES))} fresh passes, and enlarged, at most twofold, where those refused it.`,
  ]
}

export function spectrumText(
  plan: PlanOf<'spectrum'>,
  { result }: Pick<MethodsFacts, 'result'>,
  cite: Cite,
): string[] {
  // Of few effective images there is none; of an unfinished study nobody knows yet.
  const isBarred =
    result.kind !== 'spectrum' ||
    result.models.length === 0 ||
    result.models.some(({ f_half }) => f_half.low !== null)
  return [
    `The power spectra of the perturbations were averaged over images and colour channels, and the half-power frequency f_0.5 is the radius below which half of their power lies ${cite('li2023')}, by linear interpolation between 25 thresholds from 0 to 0.7071 cycles/pixel; large perturbations weigh more than small ones.`,
    ...(isBarred
      ? [
          `Its 95 % interval is of the trained network that was measured: a bias-corrected and accelerated bootstrap ${cite('efron1987')} of ${formatCount(plan.bootstrap.resamples)} resamples over images (bootstrap seed ${plan.bootstrap.seed}), without what training again would change.`,
        ]
      : []),
  ]
}
