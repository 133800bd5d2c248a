/**
 * Which models a sweep makes: one per run, described by the run's plan and by what its units found.
 */
import { accuracyDataSchema, keepDataSchema } from '../../contract/kinds/sweep/units'
import { architectureName } from '../../contract/architectures'
import { epochLineSchema } from '../../contract/model'
import { startFromOfModelSchema } from '../../contract/kinds/sweep/start-from'
import { termPopulations, termWords } from './neural-runs'
import type { EpochLine, ModelFile } from '../../contract/model'
import type { SweepPlan } from '../../contract/kinds/sweep/study'
import type { LogLine, ResultFile } from '../../contract/studies'
import type { Publication, Unit } from '../study'
import { frontEndWords } from './expand'
import type { Run } from './expand'

export function sweepPublications(study: string, plan: SweepPlan, runs: readonly Run[]): Publication[] {
  return runs.map((run) => ({
    id: run.model,
    weights: run.keep,
    accuracy: run.accuracy,
    model: (weights, accuracy) => modelOf(study, plan, run, weights, accuracy),
    training: (weights, log) => withSeconds(keepDataSchema.parse(weights.data).epochs, run.blocks, log),
  }))
}

function modelOf(
  study: string,
  plan: SweepPlan,
  run: Run,
  weights: ResultFile,
  accuracy: ResultFile | null,
): ModelFile {
  const data = keepDataSchema.parse(weights.data)
  if (!weights.arrays) throw new Error(`The result ${weights.key} has no weights.`)
  return {
    format: 'halfpower model',
    version: 1,
    id: run.model,
    name: `${architectureName(plan.network)}, width ${plan.network.width}, ${frontEndWords(run)}${run.neural === null ? '' : `, ${termWords(run.neural)}`}, training seed ${run.seed}${plan.from === undefined ? '' : `, from ${plan.from.name}`}`,
    group: groupOf(run, plan),
    configuration: {
      ...plan.network,
      sigma: run.sigma,
      ...(run.components === null ? {} : { components: run.components }),
      ...(run.noise === null ? {} : { noise: run.noise }),
    },
    parameters: data.parameters,
    classNames: plan.classNames,
    weights: weights.arrays.sha256,
    accuracy: accuracy && accuracyOf(accuracy, weights.arrays.sha256),
    provenance: {
      kind: 'trained',
      study,
      key: run.keep.key,
      dataSet: plan.train.dataSet,
      dataHash: plan.train.hash,
      split: {
        limit: plan.train.limit,
        validationFraction: plan.recipe.validationFraction,
        ...(plan.splitSeed === undefined ? {} : { seed: plan.splitSeed }),
      },
      seed: run.seed,
      epochs: plan.recipe.epochs,
      keptEpoch: data.keptEpoch,
      ...(run.neural === null ? {} : { neural: run.neural }),
      ...(plan.from === undefined ? {} : { from: startFromOfModelSchema.parse(plan.from) }),
      device: plan.device,
    },
  }
}

/** Null unless it says that it is of these weights: two computers may train two networks under one key. */
function accuracyOf({ data }: ResultFile, weights: string): ModelFile['accuracy'] {
  const { accuracy, weights: measured } = accuracyDataSchema.parse(data)
  return measured === weights ? accuracy : null
}

function groupOf({ sigma, components, noise, neural }: Run, plan: SweepPlan): ModelFile['group'] {
  if (neural !== null)
    return neural.control === 'none' ? (groupOfPopulation(plan, neural.population) ?? 'other') : 'control'
  if (components !== null) return 'PCA'
  if (noise !== null) return 'stochastic'
  return sigma === null ? 'baseline' : 'blur'
}

function groupOfPopulation(plan: SweepPlan, id: string): ModelFile['group'] | undefined {
  return termPopulations(plan).find(({ population }) => population.id === id)?.group
}

/** Epochs with the seconds that the log remembers of their blocks. */
export function withSeconds(
  epochs: readonly Omit<EpochLine, 'seconds'>[],
  blocks: readonly Unit[],
  log: readonly LogLine[],
): EpochLine[] {
  const keys = new Set(blocks.map((block) => block.key))
  const seconds = new Map<number, number>()
  const supplies = new Map<number, NonNullable<EpochLine['supply']>>()
  for (const line of log) {
    const { epoch, seconds: took, supply } = line.data ?? {}
    if (
      line.unit !== undefined &&
      keys.has(line.unit) &&
      typeof epoch === 'number' &&
      typeof took === 'number'
    ) {
      seconds.set(epoch, took)
      const known = epochLineSchema.shape.supply.safeParse(supply)
      if (known.success) supplies.set(epoch, known.data)
    }
  }
  return epochs.map((line) => {
    const supply = supplies.get(line.epoch)
    return { ...line, seconds: seconds.get(line.epoch) ?? null, ...(supply ? { supply } : {}) }
  })
}
