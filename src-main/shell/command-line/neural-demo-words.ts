/** The demo of neurons as a document for scripts and as a table for people. */
import { NEURAL_DEMO } from '../../workbench/demo/neural'
import { table } from '../../studies/document/text'
import type { Condition, NeuralDemoOutcome } from '../../workbench/demo/neural'

const { low, high } = NEURAL_DEMO.populations
const WORDS: Readonly<Record<Condition, string>> = {
  none: 'nothing (α = 0)',
  low: `simulated neurons, ${low} cycles/degree`,
  high: `simulated neurons, ${high} cycles/degree`,
  shuffled: `shuffled, ${low} cycles/degree`,
}

export function neuralDemoDocument(outcome: NeuralDemoOutcome): Record<string, unknown> {
  const { project, conditions, difference, sentence, studies } = outcome
  return {
    project,
    studies: studies.map(({ id, state }) => ({ id, state })),
    conditions: conditions.map((each) => ({ ...each, unit: 'fraction of Nyquist' })),
    difference: difference && { ...difference, unit: 'fraction of Nyquist', level: 0.95 },
    sentence,
  }
}

export function neuralDemoTable({ conditions, sentence, project }: NeuralDemoOutcome): string {
  const number = (value: number | null): string => (value === null ? '–' : value.toFixed(3))
  const rows = conditions.map(({ condition, models, mean, sd }) => [
    WORDS[condition],
    `${models.length}`,
    models.map(({ accuracy }) => (accuracy === null ? '–' : `${(accuracy * 100).toFixed(1)} %`)).join(', '),
    models.map(({ f_rev }) => number(f_rev)).join(', '),
    mean === null ? '–' : `${number(mean)}${sd === null ? '' : ` ± ${number(sd)}`}`,
  ])
  return [
    table(
      [
        'networks drawn to',
        'networks',
        'clean accuracy',
        'f_rev (of Nyquist)',
        'mean ± SD over training seeds',
      ],
      rows,
    ),
    sentence,
    `Project: ${project}`,
  ].join('\n\n')
}
