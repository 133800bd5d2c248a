/** Sentences on a sweep: the networks, their front ends, how they were trained, and by what loss. */
import { architectureOf } from './models-table'
import { imagesWords } from './facts'
import { neuralText } from './neural-text'
import { listed } from '../numbers'
import type { StartFrom } from '../../contract/kinds/sweep/start-from'
import type { Recipe } from '../../contract/training/recipe'
import type { Cite, MethodsFacts, PlanOf } from './facts'

export function sweepText(plan: PlanOf<'sweep'>, { dataSets }: MethodsFacts, cite: Cite): string[] {
  const { network, recipe } = plan
  const fronts = [
    ...(plan.sigmas.length > 0 ? [blurWords(plan.sigmas)] : []),
    ...(plan.components
      ? [
          `a projection onto the leading ${listed(plan.components.map(String))} principal components of the training images`,
        ]
      : []),
    ...(plan.noises
      ? [
          `Gaussian noise with a standard deviation of ${listed(plan.noises.map(String))} (intensities in [0, 1]) on every image`,
        ]
      : []),
  ]
  const residual = /resnet/.test(network.architecture) ? ` ${cite('he2016')}` : ''
  return [
    `Networks were trained on ${imagesWords(plan.train, { dataSets })} that differed in their front end${plan.neural === undefined ? '' : ', neural term'} and training seed only ${cite('li2023')}.`,
    `Each was a ${architectureOf({ configuration: { ...network, sigma: null } })}${residual} with a ${network.stem === 'cifar' ? '3×3' : '7×7'} stem, for ${network.classes} classes and ${network.channels === 1 ? 'gray' : 'colour'} images of ${network.size}×${network.size} pixels, normalised with mean ${network.mean.join(', ')} and standard deviation ${network.std.join(', ')}.`,
    `Before the network stood ${listed(fronts)}.`,
    ...(plan.from === undefined ? [] : beginning(plan.from)),
    `The training ${plan.seeds.length === 1 ? 'seed was' : 'seeds were'} ${listed(plan.seeds.map(String))}.`,
    ...training(recipe, plan.neural === undefined ? 'the cross entropy' : 'the loss below'),
    ...(plan.neural === undefined ? [] : neuralText(plan.neural, plan, { dataSets }, cite)),
    `Clean accuracy was measured on ${plan.test === null ? 'the validation images, which chose the epoch' : imagesWords(plan.test, { dataSets })}, with 95 % Wilson intervals over images ${cite('wilson1927')}, each of that trained network.`,
  ]
}

/** That weights were gone on from (methods B.4). */
function beginning({ name, weights, readOut, freezeUntil, reestimate }: StartFrom): string[] {
  const layer = readOut.kind === 'new' ? ' but for the last layer, which was drawn anew' : ''
  return [
    `All networks began with the weights of ${name} (SHA-256 ${weights.slice(0, 8)})${layer}, so that they are biased towards its tuning.`,
    ...(freezeUntil === undefined ? [] : [`The layers up to and including ${freezeUntil} were not trained.`]),
    ...(reestimate === undefined
      ? []
      : [
          `The running statistics of batch normalisation were found anew over ${reestimate} training images.`,
        ]),
  ]
}

/** `nothing (baseline), or a Gaussian blur with a standard deviation σ of 1, 2 and 3 pixels of the input` */
function blurWords(sigmas: readonly (number | null)[]): string {
  const blurs = sigmas.filter((sigma) => sigma !== null).map(String)
  const parts = [
    ...(sigmas.includes(null) ? ['nothing (baseline)'] : []),
    ...(blurs.length > 0
      ? [`a Gaussian blur with a standard deviation σ of ${listed(blurs)} pixels of the input`]
      : []),
  ]
  return parts.join(', or ')
}

/** @param loss what was made small */
function training(recipe: Recipe, loss: string): string[] {
  const schedule = {
    constant: 'held constant',
    cyclic: 'lowered in cycles',
    cosine: 'lowered along a cosine',
    'one-cycle': 'varied in one cycle',
  }[recipe.schedule.kind]
  return [
    `Training was by stochastic gradient descent on ${loss} for ${recipe.epochs} ${recipe.epochs === 1 ? 'epoch' : 'epochs'} in batches of ${recipe.batchSize} images${recipe.microBatch === undefined ? '' : ` (${recipe.microBatch} at a time, their gradients added up)`}, with momentum ${recipe.momentum}, a weight decay of ${recipe.weightDecay} and a largest learning rate of ${recipe.learningRate} that was ${schedule}.`,
    `A share of ${String(Math.round(recipe.validationFraction * 1e4) / 100)} % of the training images was kept apart, and the weights of the epoch with the lowest loss on them were kept; training images were ${recipe.augmentation === null ? 'not augmented' : 'augmented at random'}.`,
  ]
}
