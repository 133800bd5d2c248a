/**
 * The ways to look for adversarial perturbations that can be asked for by name, and what each can do: what a
 * page offers and what a request may say. The attacks themselves are in attacks/; a test keeps the two alike.
 */
import { z } from 'zod'

/** How the size of a perturbation δ is measured: √Σδ² or max|δ|, over all pixels and channels, images in [0,1]. */
export const normSchema = z.enum(['L2', 'Linf'])
export type NormName = z.infer<typeof normSchema>

/** How a norm is written for people. */
export const NORM_WORDS: Readonly<Record<NormName, string>> = { L2: 'L2', Linf: 'L∞' }

/** The unit of a size in a norm. */
export const NORM_UNITS: Readonly<Record<NormName, string>> = {
  L2: 'L2 norm, pixels in [0,1]',
  Linf: 'L∞ norm, pixels in [0,1]',
}

export const goalSchema = z.enum(['targeted', 'untargeted'])
export type GoalName = z.infer<typeof goalSchema>

/** The margin of the paper's first pipeline (methods D.1): the target exceeds every other logit by 0.01. */
export const DEFAULT_MARGIN = 0.01

/**
 * Passes whose mean logits decide about the clean images and, at the end, about what was found for a stochastic network
 * (at least as many as a question has samples; methods I.1).
 */
export const VERDICT_PASSES = 64

export const ATTACK_METHODS = [
  'minimal',
  'paper',
  'fgsm',
  'pgd',
  'pgd-grid',
  'ddn',
  'fmn',
  'brendel-bethge',
  'carlini-wagner',
  'deepfool',
  'boundary',
  'hop-skip-jump',
] as const
export const attackMethodSchema = z.enum(ATTACK_METHODS)
export type AttackMethodName = z.infer<typeof attackMethodSchema>

export interface AttackMethodFacts {
  /** As it is written in figures and lists. */
  title: string
  /** What it does, in one sentence. */
  description: string
  norms: readonly NormName[]
  goals: readonly GoalName[]
  /** Whether it needs a fixed largest size ε, and then finds some perturbation within it, not the smallest. */
  needsEpsilon: boolean
  /** `decision`: asks the model for answers only, never for gradients. */
  access: 'gradient' | 'decision'
}

const BOTH_NORMS = ['L2', 'Linf'] as const
const BOTH_GOALS = ['targeted', 'untargeted'] as const

export const ATTACK_METHOD_FACTS: Readonly<Record<AttackMethodName, AttackMethodFacts>> = {
  minimal: {
    title: 'minimal',
    description:
      'Walks along the boundary from several places, the best refined: small perturbations in little time, without proof that none is smaller.',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'gradient',
  },
  paper: {
    title: 'as in the paper',
    description:
      'The smallest PGD perturbation of 100 sizes, then Brendel–Bethge with nine overshoot margins: slow.',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'gradient',
  },
  fgsm: {
    title: 'FGSM',
    description: 'One step along the gradient, to a given size ε.',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: true,
    access: 'gradient',
  },
  pgd: {
    title: 'PGD',
    description: 'Projected gradient descent with restarts, within a given size ε.',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: true,
    access: 'gradient',
  },
  'pgd-grid': {
    title: 'PGD, smallest ε',
    description: 'Projected gradient descent at ever smaller sizes, as the paper’s grid of 100.',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'gradient',
  },
  ddn: {
    title: 'DDN',
    description: 'Decoupled direction and norm (Rony et al. 2019).',
    norms: ['L2'],
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'gradient',
  },
  fmn: {
    title: 'FMN',
    description: 'Fast minimum norm (Pintor et al. 2021).',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'gradient',
  },
  'brendel-bethge': {
    title: 'Brendel–Bethge',
    description:
      'Walks along the boundary in trust regions (Brendel et al. 2019), from images of the target class.',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'gradient',
  },
  'carlini-wagner': {
    title: 'C&W',
    description: 'Carlini and Wagner’s penalty with a search for its weight (2017): slow.',
    norms: ['L2'],
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'gradient',
  },
  deepfool: {
    title: 'DeepFool',
    description: 'Steps to the nearest boundary of the linearised model (Moosavi-Dezfooli et al. 2016).',
    norms: BOTH_NORMS,
    goals: ['untargeted'],
    needsEpsilon: false,
    access: 'gradient',
  },
  boundary: {
    title: 'boundary attack',
    description: 'A random walk along the boundary that needs no gradients (Brendel et al. 2018): very slow.',
    norms: ['L2'],
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'decision',
  },
  'hop-skip-jump': {
    title: 'HopSkipJump',
    description: 'Estimates the boundary’s direction from answers alone (Chen et al. 2020): slow.',
    norms: BOTH_NORMS,
    goals: BOTH_GOALS,
    needsEpsilon: false,
    access: 'decision',
  },
}
