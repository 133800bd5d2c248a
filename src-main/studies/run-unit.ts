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

export function runUnit(task: UnitTask, context: UnitContext): Promise<UnitOutcome> {
  switch (task.kind) {
    case 'train':
      return runTrain(task, context)
    case 'components':
      return runComponents(task, context)
    case 'keep':
      return runKeep(task, context)
    case 'accuracy':
      return runAccuracy(task, context)
    case 'hybrid':
      return runHybrid(task, context)
    case 'reversal':
      return runReversal(task)
    case 'evaluate':
      return runEvaluate(task, context)
    case 'attack':
      return runAttackBlock(task, context)
    case 'attack guards':
      return runGuards(task, context)
    case 'attack summary':
      return runAttackSummary(task)
    case 'spectrum':
      return runSpectrum(task, context)
    case 'corruption':
      return runCorruption(task, context)
    case 'corruption means':
      return runCorruptionMeans(task)
    case 'corrupted images':
      return runCorruptedImages(task, context)
    case 'corruption spectrum':
      return runCorruptionSpectrum(task, context)
    case 'filter':
      return runFilter(task, context)
    case 'image statistics':
      return runImageStatistics(task, context)
    case 'fourier row':
      return runFourierRow(task, context)
    default:
      throw task satisfies never
  }
}
