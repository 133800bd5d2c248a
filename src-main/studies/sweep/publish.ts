/**
 * Which models a sweep makes: one per run, with an identifier that follows from its key, so that the same
 * run is the same model in every project.
 */
import { finishDataSchema } from './data'
import type { EpochLine, ModelFile } from '../../contract/model'
import type { SweepPlan } from '../../contract/plans'
import type { LogLine, ResultFile } from '../../contract/studies'
import type { Publication, Unit } from '../study'
import type { Run } from './expand'

const ARCHITECTURE_NAMES = { resnet18: 'ResNet-18', resnet34: 'ResNet-34', resnet50: 'ResNet-50' } as const

export function sweepPublications(study: string, plan: SweepPlan, runs: readonly Run[]): Publication[] {
  return runs.map((run) => ({
    unit: run.finish,
    model: (result) => modelOf(study, plan, run, result),
    training: (result, log) => trainingOf(result, run.blocks, log),
  }))
}

/** Identifier of the model of a run, e.g. `resnet18-w8-blur1.5-seed0-1f2e3d4c`. */
export function modelId(plan: SweepPlan, run: Run): string {
  const blur = run.sigma === null ? 'baseline' : `blur${run.sigma}`
  return `${plan.network.architecture}-w${plan.network.width}-${blur}-seed${run.seed}-${run.finish.key.slice(0, 8)}`
}

function modelOf(study: string, plan: SweepPlan, run: Run, result: ResultFile): ModelFile {
  const data = finishDataSchema.parse(result.data)
  if (!result.arrays) throw new Error(`The result ${result.key} has no weights.`)
  return {
    format: 'halfpower model',
    version: 1,
    id: modelId(plan, run),
    name: `${ARCHITECTURE_NAMES[plan.network.architecture]}, width ${plan.network.width}, σ = ${run.sigma ?? 'none'}, seed ${run.seed}`,
    group: run.sigma === null ? 'baseline' : 'blur',
    configuration: { ...plan.network, sigma: run.sigma },
    parameters: data.parameters,
    classNames: plan.classNames,
    weights: result.arrays.sha256,
    accuracy: data.accuracy,
    provenance: {
      kind: 'trained',
      study,
      key: run.finish.key,
      dataSet: plan.train.dataSet,
      dataHash: plan.train.hash,
      seed: run.seed,
      epochs: plan.recipe.epochs,
      keptEpoch: data.keptEpoch,
      device: plan.device,
    },
  }
}

/** The epochs with the seconds that the log remembers. */
function trainingOf(result: ResultFile, blocks: readonly Unit[], log: readonly LogLine[]): EpochLine[] {
  const data = finishDataSchema.parse(result.data)
  return withSeconds(data.epochs, blocks, log)
}

export function withSeconds(epochs: readonly Omit<EpochLine, 'seconds'>[], blocks: readonly Unit[], log: readonly LogLine[]): EpochLine[] {
  const keys = new Set(blocks.map((block) => block.key))
  const seconds = new Map<number, number>()
  for (const line of log) {
    const epoch = line.data?.epoch
    if (line.unit !== undefined && keys.has(line.unit) && typeof epoch === 'number' && typeof line.data?.seconds === 'number') {
      seconds.set(epoch, line.data.seconds)
    }
  }
  return epochs.map((line) => ({ ...line, seconds: seconds.get(line.epoch) ?? null }))
}
