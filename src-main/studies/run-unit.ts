/**
 * Computes one unit: what happens in the job process. It reads data sets, weights and earlier results, and
 * writes one temporary file at most; whatever it finds it returns. A unit's result depends on its task
 * alone, never on the units that were computed before in the same process.
 */
import { runAttackBlock } from './attack/run-block'
import { runGuards } from './attack/run-guards'
import { runAttackSummary } from './attack/run-summary'
import { runCorruption } from './corruption/measure'
import { runCorruptionMeans } from './corruption/means'
import { runCorruptedImages, runCorruptionSpectrum } from './corruption/spectrum'
import { runEvaluate } from './evaluation/run'
import { runFilter } from './filter/measure'
import { runImageStatistics } from './filter/statistics'
import { runFourierRow } from './fourier-map/measure'
import { runHybrid } from './hybrid/measure'
import { runReversal } from './hybrid/reverse'
import { runSpectrum } from './spectrum/run'
import { runAccuracy } from './sweep/accuracy'
import { runComponents } from './sweep/components'
import { runKeep } from './sweep/keep'
import { runTrain } from './sweep/train'
import type { UnitOutcome, UnitTask } from '../contract/tasks'
import type { UnitContext } from './context'

type TaskOf<Kind extends UnitTask['kind']> = Extract<UnitTask, { kind: Kind }>
type Run<Task extends UnitTask> = (task: Task, context: UnitContext) => Promise<UnitOutcome>

const RUNS: Readonly<{ [Kind in UnitTask['kind']]: Run<TaskOf<Kind>> }> = {
  train: runTrain,
  components: runComponents,
  keep: runKeep,
  accuracy: runAccuracy,
  hybrid: runHybrid,
  reversal: runReversal,
  evaluate: runEvaluate,
  attack: runAttackBlock,
  'attack guards': runGuards,
  'attack summary': runAttackSummary,
  spectrum: runSpectrum,
  corruption: runCorruption,
  'corruption means': runCorruptionMeans,
  'corrupted images': runCorruptedImages,
  'corruption spectrum': runCorruptionSpectrum,
  filter: runFilter,
  'image statistics': runImageStatistics,
  'fourier row': runFourierRow,
}

export function runUnit(task: UnitTask, context: UnitContext): Promise<UnitOutcome> {
  // The table gives each task what is made for it, which the type of a union cannot say.
  const run = RUNS[task.kind] as Run<UnitTask>
  return run(task, context)
}
