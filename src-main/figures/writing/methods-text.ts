/**
 * A paragraph for the methods section of a paper, of one study: what was asked, of which models and images, with every
 * number, seed and version that another laboratory needs, and what it cites. It says what the plan says, nothing else.
 * Sentences stand in the past tense and use the paper's names.
 */
import { INTERVAL_OVER } from '../../contract/interval-words'
import { PER_PIXEL_FACTOR } from '../../contract/images/gray-weights'
import { NOISE_CORRUPTIONS } from '../../contract/kinds/corruption/corruptions'
import { resampledWords } from '../../contract/kinds/hybrid/resampled'
import { formatNumber } from '../../contract/units'
import { attackText, spectrumText } from './attack-text'
import { imagesWords, modelsWords, noticesOf } from './facts'
import { sweepText } from './sweep-text'
import { formatCount, listed } from '../numbers'
import type { Plan } from '../../contract/plans'
import type { Citation } from './citations'
import type { Cite, MethodsFacts, PlanOf } from './facts'

export interface MethodsText {
  /** Plain text; citations as `[@key]`. */
  text: string
  cited: Citation[]
}

export function methodsText(facts: MethodsFacts): MethodsText {
  const cited = new Set<Citation>(['li2023'])
  const cite = (...keys: Citation[]): string => {
    for (const key of keys) cited.add(key)
    return `[${keys.map((key) => `@${key}`).join('; ')}]`
  }
  const sentences = [...sentencesOf(facts.plan, facts, cite), ...noticesOf(facts), ...ending(facts)]
  const notes = notesOf(facts)
  return { text: `${[sentences.join(' '), ...notes].join('\n\n')}\n`, cited: [...cited] }
}

function sentencesOf(plan: Plan, facts: MethodsFacts, cite: Cite): string[] {
  switch (plan.kind) {
    case 'sweep':
      return sweepText(plan, facts, cite)
    case 'hybrid':
      return hybrid(plan, facts, cite)
    case 'attack':
      return attackText(plan, facts, cite)
    case 'spectrum':
      return [...attackText(plan.attack, facts, cite), ...spectrumText(plan, facts, cite)]
    case 'corruption':
      return corruption(plan, facts, cite)
    case 'filter':
      return filter(plan, facts, cite)
    case 'fourier-map':
      return fourierMap(plan, facts, cite)
    case 'evaluation':
      return [
        `The clean accuracy of ${modelsWords(plan.models, facts)} was measured on ${imagesWords(plan.data, facts)}, with 95 % Wilson intervals over images ${cite('wilson1927')}, each of that trained network.`,
      ]
    default:
      return otherKind(plan)
  }
}

/** A kind of study that nobody has written sentences for says so, instead of nothing. */
function otherKind({ kind }: { kind: string }): string[] {
  return [`The study was of kind "${kind}"; its plan stands in the project.`]
}

function hybrid(plan: PlanOf<'hybrid'>, facts: MethodsFacts, cite: Cite): string[] {
  const { result } = facts
  const resamples = result.kind === 'hybrid' ? result.models[0]?.f_rev.resamples : undefined
  // Of few images, and where nothing reverses, there is none; of an unfinished study nobody knows yet.
  const isBarred =
    result.kind !== 'hybrid' ||
    result.models.length === 0 ||
    result.models.some(({ f_rev }) => f_rev.low !== null)
  const seeds = plan.pairing.kind === 'seeded' ? plan.pairing.seeds.length : 1
  const used = result.kind === 'hybrid' ? result.which?.images : undefined
  const pairs =
    plan.pairing.kind === 'seeded'
      ? `Images were paired at random with images of another class, ${plan.pairing.seeds.length === 1 ? `once (pairing seed ${plan.pairing.seeds[0]})` : `anew for each of ${plan.pairing.seeds.length} pairing seeds (${listed(plan.pairing.seeds.map(String))})`}.`
      : `Pairs of images were given as a list of ${plan.pairing.pairs.low.length}.`
  return [
    `The preference of ${modelsWords(plan.models, facts)} for spatial frequencies was measured with hybrid images ${cite('li2023')}, made of the low spatial frequencies of one image and the high ones of another from ${imagesWords(plan.data, facts, used)}.`,
    ...mixingText(plan.fMix, facts),
    pairs,
    'At each f_mix we counted how often a network answered the class of the low-frequency image (p_low), of the high-frequency image (p_high) or another one (p_other).',
    'The reversal frequency f_rev is the f_mix at which p_low = p_high, interpolated linearly.',
    ...(isBarred
      ? [
          `Its 95 % interval is of the trained network that was measured: a percentile bootstrap${resamples === undefined ? '' : ` of ${formatCount(resamples)} resamples`} over ${resampledWords([seeds])}, without what training again would change.`,
        ]
      : []),
  ]
}

function mixingText({ values, unit, refined }: PlanOf<'hybrid'>['fMix'], { result }: MethodsFacts): string[] {
  const first = `Mixing frequencies f_mix were ${listed(values.map(String))} (${unit}).`
  if (!refined) return [first]
  const measured =
    result.kind === 'hybrid' ? result.models.flatMap(({ f_rev }) => f_rev.refinement?.measured ?? []) : []
  const [fewest, most] = [Math.min(...measured), Math.max(...measured)]
  const grid = refined.grid === 'paper' ? 'published for this image size' : 'that give different hybrids'
  const count =
    measured.length === 0 ? '' : `, ${fewest === most ? fewest : `${fewest} to ${most}`} per network`
  return [
    first,
    `Of the ${refined.among.length} frequencies ${grid}, further ones were measured around the crossing of p_low and p_high and around the ends of its interval only${count}: this is not the exhaustive protocol.`,
  ]
}

function corruption(plan: PlanOf<'corruption'>, facts: MethodsFacts, cite: Cite): string[] {
  const { result } = facts
  const origin = result.kind === 'corruption' ? result.origin : null
  return [
    `The accuracy of ${modelsWords(plan.models, facts)} was measured on ${imagesWords(plan.data, facts)} under ${plan.types.length} types of common corruptions ${cite('hendrycks2019')} (${listed(plan.types.map((type) => type.replaceAll('_', ' ').replaceAll('-', ' ')))}) at ${plan.severities.length === 1 ? 'severity' : 'severities'} ${listed(plan.severities.map(String))}.`,
    ...(origin === null
      ? []
      : [
          `Corrupted images: ${origin.label}${origin.seed === null ? '' : ` (corruption seed ${origin.seed})`}.`,
        ]),
    ...(plan.precision === undefined
      ? []
      : [
          `Each cell was evaluated on images in one random order until half of the width of its 95 % interval was at most ${formatNumber(plan.precision)} percentage points (looked at after 200 images and then after every quarter more; Wilson intervals with the quantile 2.1), which is not the published protocol of all images.`,
        ]),
    ...(origin?.grayNoise === 'per-pixel' && plan.types.some((type) => NOISE_CORRUPTIONS.includes(type))
      ? [
          `Noise was drawn once per gray pixel: its standard deviation is ${PER_PIXEL_FACTOR.toFixed(2)} times that of the published gray sets, which corrupt in colour and then reduce.`,
        ]
      : []),
    `Means are unweighted over types and severities, with 95 % intervals of each trained network ${INTERVAL_OVER['mean of cells']}; single cells have ${plan.precision === undefined ? 'Wilson' : 'those Wilson'} intervals over images ${cite('wilson1927')}.`,
  ]
}

function filter(plan: PlanOf<'filter'>, facts: MethodsFacts, cite: Cite): string[] {
  return [
    `The accuracy of ${modelsWords(plan.models, facts)} was measured on low- and high-passed versions of ${imagesWords(plan.data, facts)}, with 95 % Wilson intervals over images ${cite('wilson1927')}, each of that trained network.`,
    `One side of a hard disc in the Fourier plane was kept, at cut-offs of ${listed(plan.cutOffs.values.map(String))} (${plan.cutOffs.unit}); mean and standard deviation of each image and channel were brought back to the original's, and values clipped to [0, 1].`,
  ]
}

function fourierMap(plan: PlanOf<'fourier-map'>, facts: MethodsFacts, cite: Cite): string[] {
  return [
    `The error rate of ${modelsWords(plan.models, facts)} was measured on ${imagesWords(plan.data, facts)} under a perturbation along each direction of the Fourier basis ${cite('yin2019')}, of L2 norm ${formatNumber(plan.norm.value)} per channel (${plan.norm.origin}), with random signs (sign seed ${plan.seed}).`,
  ]
}

/** What its user wrote about the study and its models, each a paragraph of its own: it is theirs, word for word. */
function notesOf({ note, plan, result, models }: MethodsFacts): string[] {
  const isOfStudy = (id: string): boolean =>
    plan.kind !== 'sweep'
      ? plan.models.some((each) => each.id === id)
      : result.kind === 'sweep' && result.runs.some(({ model }) => model === id)
  const ofModels = models.filter((model) => model.note !== undefined && isOfStudy(model.id))
  return [
    ...(note === null ? [] : [`Note on the study: ${note}`]),
    ...ofModels.map((model) => `Note on the model ${model.name}: ${model.note ?? ''}`),
  ]
}

function ending({ study, plan, threads, version, finished }: MethodsFacts): string[] {
  return [
    `Everything was computed with Halfpower ${version} on the device ${plan.device}${threads === null ? '' : ` with ${threads} ${threads === 1 ? 'thread' : 'threads'}`} (study ${study}).`,
    ...(finished.done < finished.total
      ? [`THE STUDY IS NOT FINISHED: ${finished.done} of ${finished.total} units are.`]
      : []),
  ]
}
