/** Sentences on the term of the loss that draws networks to neurons (methods N.6), or on the co-training with them (N.7). */
import { imagesWords } from './facts'
import { formatCount, listed } from '../numbers'
import type { NeuralControl, NeuralTermPlan } from '../../contract/kinds/sweep/neural'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { Cite, MethodsFacts } from './facts'

export function neuralText(
  term: NeuralTermPlan,
  plan: Pick<SweepPlan, 'train'>,
  facts: Pick<MethodsFacts, 'dataSets'>,
  cite: Cite,
): string[] {
  const coTrained = term.method === 'co-training'
  return [
    ...(coTrained ? coTraining(term, cite) : similarity(term, cite)),
    `${coTrained ? 'Responses' : 'Similarities'} were those of ${populations(term)}${term.scaling === 'sd' ? ', each neuron divided by the standard deviation of its responses' : ''}.`,
    controlsWords(term),
    imagesOfTerm(term, plan, facts),
  ].filter((sentence) => sentence !== null)
}

function similarity({ alphas, layers }: NeuralTermPlan, cite: Cite): string[] {
  const weights = alphas.filter((alpha) => alpha > 0)
  return [
    `The loss was the cross entropy plus α times the mean, over pairs of images, of (artanh S_net − artanh S_neural)², with similarities S clipped to ± 0.999 ${cite('li2019')}.`,
    `S_net was a learned mixture over the ${layers.length === 1 ? 'layer' : 'layers'} ${listed(layers)}.`,
    `The weight α was ${listed(weights.map(String))}${weights.length < alphas.length ? ', or 0, which is the cross entropy alone' : ''}.`,
  ]
}

function coTraining({ layers }: NeuralTermPlan, cite: Cite): string[] {
  return [
    `The loss was the cross entropy and the mean squared error of responses predicted from the layer ${listed(layers)}, each weighted by a learned uncertainty w: exp(−w) · cross entropy + w / 2, and half of exp(−w) · error + w ${cite('safarani2021')}.`,
    'The read-out of a neuron was the map of that layer at a learned place, a product with learned features, and ELU + 1.',
  ]
}

function populations({ population, others = [] }: NeuralTermPlan): string {
  const all = [population, ...others.map((other) => other.population)]
  const named = all.map(({ name, identity, simulated }) => {
    const preferred =
      simulated === undefined
        ? ''
        : `, simulated, with preferred frequencies log-normal around ${simulated.preferred} cycles/degree where an image spans ${simulated.fieldOfView}°`
    return `"${name}" (SHA-256 ${identity.slice(0, 8)}${preferred})`
  })
  return `the ${all.length === 1 ? 'population' : 'populations'} ${listed(named)}`
}

function controlsWords({ controls, method, blur }: NeuralTermPlan): string | null {
  const words: Readonly<Record<NeuralControl, string>> = {
    none: '',
    shuffled:
      method === 'co-training'
        ? 'each image had the responses to another (shuffled)'
        : 'each image had the similarities of another (shuffled)',
    pixels: 'similarities were those of the pixels of the images, without neurons',
    blurred: `similarities were those of pixels low-passed with a Gaussian of σ = ${blur} pixels, without neurons`,
  }
  const said = controls.filter((control) => control !== 'none').map((control) => words[control])
  if (said.length === 0) return null
  const one = said.length === 1
  return controls.includes('none')
    ? `In ${one ? 'a control' : 'controls'}, ${listed(said)}.`
    : `Only ${one ? 'a control was' : 'controls were'} trained: ${listed(said)}.`
}

function imagesOfTerm(
  { images, shown, batchSize, seed, method }: NeuralTermPlan,
  { train }: Pick<SweepPlan, 'train'>,
  facts: Pick<MethodsFacts, 'dataSets'>,
): string {
  const known = method === 'co-training' ? 'Responses' : 'Similarities'
  const from =
    images.from === 'training'
      ? `${formatCount(images.count)} of the images that the networks learned from (${imagesWords(train, facts)}), not augmented, drawn once with seed ${seed}`
      : `${formatCount(images.count)} images of the recording${shown === null ? '' : ` (${imagesWords(shown, facts)})`}`
  return `${known} were known of ${from}; in each step, ${batchSize} of them went through the network in a batch of their own.`
}
