/** `halfpower demo`: the main job on the shipped images. */
import { intervalWords } from '../../../contract/interval-words'
import type { Command } from 'commander'
import { resolutionWords } from '../../../figures/resolution'
import { EXIT_CODES } from '../../../contract/exit-codes'
import { UserError } from '../../../contract/errors'
import { runDemo } from '../../../workbench/demo/demo'
import { runNeuralDemo } from '../../../workbench/demo/neural'
import { neuralDemoDocument, neuralDemoTable } from '../neural-demo-words'
import { reversalSentence } from '../../../figures/reversal-words'
import { reversalInterval } from '../../../studies/hybrid/document'
import { formatInterval, formatPercent } from '../../../statistics/number-with-interval'
import { table } from '../../../studies/document/text'
import { optionOf } from './measuring'
import { print, printJson, say } from '../output'
import { exitCodeOf, runStudy, withWorkbench } from '../session'
import { JOBS_HELP } from '../../../studies/command/rows'
import { count, seeds, sigmas } from '../../../studies/command/values'
import type { SeedSummary } from '../../../contract/comparisons/families'
import type { DemoOutcome, DemoSize, RunStudy } from '../../../workbench/demo/demo'
import type { CommandContext } from '../context'

interface DemoOptions {
  out?: string
  neural?: boolean
  sigma?: (number | null)[]
  seeds?: number[]
  epochs?: number
  trainLimit?: number
  testLimit?: number
  limit?: number
  threads?: number
  jobs?: number
  json?: boolean
}

export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description(
      'train a sweep of blur networks on the shipped images and measure their reversal frequencies',
    )
    .argument('[what]', 'neural: networks that are drawn to simulated neurons (the same as --neural)')
    .option('--out <dir>', 'the project to make, or to go on with (halfpower-demo, halfpower-neural-demo)')
    .option(
      '--neural',
      'instead: does f_rev follow the preferred frequency of neurons that networks are drawn to?',
    )
    .option('--sigma <list>', 'other standard deviations of the blur, in pixels', sigmas)
    .addOption(
      optionOf({
        flags: '--training-seeds <list>',
        formerly: '--seeds',
        help: 'other training seeds, for every σ',
      }).argParser(seeds('training seed')),
    )
    .option('--epochs <number>', 'other number of epochs', count('number of epochs', 10_000))
    .option('--train-limit <images>', 'other number of training images', count('limit'))
    .option('--test-limit <images>', 'only so many test images', count('limit'))
    .option('--limit <pairs>', 'only so many hybrid pairs per pairing seed', count('limit'))
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--jobs <number>', JOBS_HELP, count('number of jobs', 1024))
    .option('--json', 'print one JSON document')
    .action(async (what: string | undefined, options: DemoOptions) => {
      if (what !== undefined && what !== 'neural')
        throw new UserError(
          'usage',
          `There is no demo "${what}": there are "halfpower demo" and "halfpower demo neural".`,
        )
      const neural = options.neural === true || what === 'neural'
      if (neural && options.sigma !== undefined)
        throw new UserError('usage', 'The demo of neurons has no σ: leave out --sigma.')
      const out = options.out ?? (neural ? 'halfpower-neural-demo' : 'halfpower-demo')
      // One at a time unless asked: its numbers stand in the README, and threads decide last bits.
      await withWorkbench(context, { ...options, jobs: options.jobs ?? 1 }, async (workbench) => {
        const size: DemoSize = {
          sigmas: options.sigma,
          seeds: options.seeds,
          epochs: options.epochs,
          trainLimit: options.trainLimit,
          testLimit: options.testLimit,
          limit: options.limit,
        }
        say(`Project: ${out}`)
        const again = (): string => 'Go on with: the same command again.'
        const run: RunStudy = (request, step) => runStudy(workbench, request, step, again)
        if (neural) {
          const found = await runNeuralDemo(workbench, context.resources, out, size, run)
          const unfinished = found.studies.find((info) => info.state !== 'done')
          context.finish(unfinished ? exitCodeOf(unfinished) : EXIT_CODES.done)
          if (options.json) printJson(neuralDemoDocument(found))
          else print(neuralDemoTable(found))
          return
        }
        const outcome = await runDemo(workbench, context.resources, out, size, run)
        const unfinished = outcome.studies.find((info) => info.state !== 'done')
        context.finish(unfinished ? exitCodeOf(unfinished) : EXIT_CODES.done)
        if (options.json) printJson(document(outcome))
        else print(demoTable(outcome))
      })
    })
}

function document(outcome: DemoOutcome): Record<string, unknown> {
  return {
    project: outcome.project,
    studies: outcome.studies.map(({ id, state }) => ({ id, state })),
    models: outcome.runs.flatMap((run) => {
      if (run.model === null) return []
      const hybrid = outcome.hybrid?.models.find((model) => model.id === run.model)
      return {
        id: run.model,
        sigma: run.sigma,
        seed: run.seed,
        parameters: run.parameters,
        accuracy: run.accuracy?.value ?? null,
        accuracy_interval: run.accuracy
          ? { low: run.accuracy.low, high: run.accuracy.high, level: 0.95 }
          : null,
        f_rev: hybrid?.f_rev ?? null,
        p_other_at_reversal: hybrid?.p_other_at_reversal ?? null,
      }
    }),
    families: outcome.seeds?.families ?? [],
  }
}

function demoTable(outcome: DemoOutcome): string {
  const rows = outcome.runs.map((run) => {
    const hybrid = outcome.hybrid?.models.find((model) => model.id === run.model)
    return [
      `${run.sigma ?? 'none'}`,
      `${run.seed}`,
      run.parameters === null ? '–' : `${run.parameters}`,
      run.accuracy ? formatPercent(run.accuracy) : '–',
      hybrid ? formatInterval(hybrid.f_rev) : '–',
      (hybrid && resolutionWords(hybrid.f_rev)) ?? '–',
      formatPercent({ value: hybrid?.p_other_at_reversal ?? null }),
    ]
  })
  const headings = [
    'σ (pixels)',
    'training seed',
    'parameters',
    'clean accuracy [95 %]',
    'f_rev (of Nyquist) [95 %]',
    'resolved',
    'p_other at f_rev',
  ]
  const sentences = (outcome.hybrid?.models ?? []).flatMap(({ sigma, f_rev }) => {
    const sentence = reversalSentence(f_rev)
    return sentence === null ? [] : [`\nσ = ${sigma ?? 'none'}: ${sentence}`]
  })
  return [
    `${table(headings, rows)}${sentences.join('')}`,
    `[95 %] of clean accuracy: ${intervalWords('accuracy')}.${outcome.hybrid === null ? '' : `\n[95 %] of f_rev: ${reversalInterval(outcome.hybrid)}.`}`,
    ...(outcome.seeds === null ? [] : trainedAgain(outcome.seeds)),
    `Project: ${outcome.project}`,
  ].join('\n\n')
}

/** What training again changed, beside what the interval of one network says. */
function trainedAgain({ families }: SeedSummary): string[] {
  const rows = families.flatMap(({ sigma, measures }) => {
    const found = measures.find(({ id }) => id === 'f_rev')
    if (!found || found.mean === null || found.sd === null) return []
    return [
      [
        `${sigma ?? 'none'}`,
        `${found.n}`,
        `${found.mean.toFixed(3)} ± ${found.sd.toFixed(3)}`,
        found.networkHalfWidth === null ? '–' : `± ${found.networkHalfWidth.toFixed(3)}`,
      ],
    ]
  })
  if (rows.length === 0) return []
  const headings = [
    'σ (pixels)',
    'networks',
    'f_rev: mean ± SD over training seeds',
    '95 % interval of one network',
  ]
  return [
    `Trained again with another training seed:\n${table(headings, rows)}\nTwo networks only hint at their SD; halfpower seeds gives every quantity with its interval.`,
  ]
}
