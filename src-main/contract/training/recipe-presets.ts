/**
 * The training recipes that have a name: the paper's (methods B.3) and the demo's own. Data only, in the
 * contract, so that a form can show their numbers; what the words mean for training is training's business.
 */
import type { Augmentation, Recipe, Schedule } from './recipe'

/** Pad, rotate, crop, flip and colour jitter of the CIFAR and TinyImageNet tasks (methods B.1). */
const PAPER_AUGMENTATION: Augmentation = {
  crop: { kind: 'pad', pixels: 4, rotation: 2 },
  flip: true,
  brightness: 0.25,
  contrast: 0.25,
  saturation: 0.25,
}

const PAPER_SCHEDULE: Schedule = { kind: 'cyclic', phaseEpochs: 4, phases: 3, gamma: 0.3 }

/** RandomResizedCrop, flip and colour jitter of the ImageNet task (methods B.1). */
const IMAGENET_AUGMENTATION: Augmentation = {
  crop: { kind: 'resized', area: [0.08, 1], ratio: [3 / 4, 4 / 3] },
  flip: true,
  brightness: 0.1,
  contrast: 0.1,
  saturation: 0.1,
}

/** Recipes by name (methods B.3). */
export const RECIPES = {
  'blur-net-0.3': {
    epochs: 24,
    batchSize: 32,
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 5e-4,
    schedule: PAPER_SCHEDULE,
    augmentation: PAPER_AUGMENTATION,
    validationFraction: 0.1,
  },
  'blur-net-0.4': {
    epochs: 48,
    batchSize: 32,
    learningRate: 0.01,
    momentum: 0.9,
    weightDecay: 1e-4,
    schedule: PAPER_SCHEDULE,
    augmentation: PAPER_AUGMENTATION,
    validationFraction: 0.05,
  },
  'imagenet-blur': {
    epochs: 24,
    batchSize: 128,
    learningRate: 0.001,
    momentum: 0.9,
    weightDecay: 1e-4,
    schedule: PAPER_SCHEDULE,
    augmentation: IMAGENET_AUGMENTATION,
    validationFraction: 0.05,
  },
  demo: {
    epochs: 3,
    batchSize: 64,
    learningRate: 0.05,
    momentum: 0.9,
    weightDecay: 5e-4,
    schedule: { kind: 'one-cycle', rise: 0.3, startDivisor: 25, endDivisor: 10_000, anneal: 'cosine' },
    augmentation: null,
    validationFraction: 0.1,
  },
} as const satisfies Record<string, Recipe>

export type RecipeName = keyof typeof RECIPES

/** What trains random weights when nothing is said. */
export const USUAL_RECIPE: RecipeName = 'blur-net-0.4'

/** The paper's for ImageNet: what goes on from a model's weights when nothing is said, and what nothing else may. */
export const FINE_TUNING_RECIPE: RecipeName = 'imagenet-blur'
