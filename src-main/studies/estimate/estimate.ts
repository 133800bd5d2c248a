/**
 * What a study costs, from its units and the measured costs of single things (costs.ts). Pure: nothing is computed or
 * opened. The work of a unit is in forward passes of one image, a way back counting as two (study.ts).
 */
import { multiplications } from '../../networks/layer-shapes'
import { parameterCount, elements, stateFields } from '../../networks/state-fields'
import { trainingMemory } from '../../networks/step-memory'
import {
  ANSWER_BYTES,
  ATTACKED_BYTES,
  CORE_SECONDS,
  CORRUPTION_SECONDS_PER_PIXEL,
  HYBRID_BYTES,
  RESULT_BYTES,
  SMALL_SIDE,
} from './costs'
import type { StudyEstimate } from '../../contract/studies/estimate'
import type { UnitTask } from '../../contract/tasks'
import type { NetworkConfiguration } from '../../networks/network'
import type { Unit } from '../study'
import type { Rates } from './costs'

const FLOAT = 4

/** What units of a kind do, in words, and at which rate they go through a network. */
const KINDS: Partial<Record<UnitTask['kind'], { what: string; rate: keyof Rates }>> = {
  train: { what: 'training', rate: 'training' },
  keep: { what: 'weights kept', rate: 'forward' },
  accuracy: { what: 'clean accuracy', rate: 'forward' },
  evaluate: { what: 'clean accuracy', rate: 'forward' },
  hybrid: { what: 'hybrid images', rate: 'forward' },
  'hybrid refinement': { what: 'hybrid images', rate: 'forward' },
  corruption: { what: 'corruptions', rate: 'forward' },
  filter: { what: 'filtered images', rate: 'forward' },
  'fourier row': { what: 'Fourier map', rate: 'forward' },
  attack: { what: 'attacks', rate: 'gradient' },
  'attack guards': { what: 'guards of attacks', rate: 'gradient' },
}

/**
 * @param finished keys of the units that need no more computing
 * @returns what all of it costs; core-hours of what is left
 */
export function estimateUnits(
  study: string,
  units: readonly Unit[],
  finished: ReadonlySet<string>,
): Omit<StudyEstimate, 'seconds' | 'measuredBy' | 'durations'> {
  const lines = new Map<string, StudyEstimate['lines'][number]>()
  const unknown = new Set<string>()
  let coreHours = 0
  let temporaryBytes = 0
  let memoryBytes: number | null = null
  for (const unit of units) {
    const { task, key } = unit
    const what = KINDS[task.kind]?.what ?? 'summaries and the like'
    const line = lines.get(what) ?? { what, units: 0, finished: 0, passes: 0, coreHours: 0, bytes: 0 }
    lines.set(what, line)
    const hours = coreHoursOf(unit)
    if (hours === null) unknown.add(configurationOf(task)?.architecture === 'onnx' ? 'onnx' : what)
    line.units += 1
    line.finished += finished.has(key) ? 1 : 0
    line.passes += KINDS[task.kind] ? unit.work : 0
    line.coreHours = hours === null || line.coreHours === null ? null : line.coreHours + hours
    line.bytes += bytesOf(unit)
    if (!finished.has(key)) coreHours += hours ?? 0
    if (task.kind === 'train') {
      // A block stands until the next one is there.
      temporaryBytes = Math.max(temporaryBytes, 2 * 3 * stateBytes(task.network))
      memoryBytes = Math.max(memoryBytes ?? 0, trainingMemory(task.network, task.recipe))
    }
  }
  const all = [...lines.values()]
  return {
    study,
    lines: all,
    coreHours,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    temporaryBytes,
    memoryBytes,
    notices: noticesOf(unknown),
  }
}

function noticesOf(unknown: ReadonlySet<string>): string[] {
  const others = [...unknown].filter((what) => what !== 'onnx')
  return [
    'Core-hours are of one core of the processor that docs/budget.md names; reading and decoding images is not in them.',
    ...(unknown.has('onnx')
      ? ['Of ONNX graphs it is not known how much they compute: their time is not in it.']
      : []),
    ...(others.length === 0 ? [] : [`Not estimated, mostly short: ${others.join(', ')}.`]),
  ]
}

/** The network that a unit computes; null: none. */
export function configurationOf(task: UnitTask): NetworkConfiguration | null {
  if ('network' in task) return task.network
  return 'model' in task ? task.model.configuration : null
}

/** Core-hours of one unit; null where nothing is known of such units. */
export function coreHoursOf({ task, work }: Unit): number | null {
  const kind = KINDS[task.kind]
  const configuration = configurationOf(task)
  if (kind === undefined || configuration === null || configuration.architecture === 'onnx') return null
  const { size, channels } = configuration
  const rates = CORE_SECONDS[size <= SMALL_SIDE ? 'small' : 'large']
  const made =
    task.kind === 'corruption' && task.cell.kind === 'generated'
      ? (work * size * size * CORRUPTION_SECONDS_PER_PIXEL * channels) / 3
      : 0
  return (work * (multiplications(configuration) / 1e9) * rates[kind.rate] + made) / 3600
}

/** What a unit leaves on the disk. */
function bytesOf({ task, work, temporary }: Unit): number {
  switch (task.kind) {
    case 'keep':
      // Its arrays become the model's weights.
      return RESULT_BYTES + stateBytes(task.network)
    case 'evaluate':
    case 'corruption':
      return RESULT_BYTES + ANSWER_BYTES * work
    case 'hybrid':
    case 'hybrid refinement':
      return RESULT_BYTES + HYBRID_BYTES * work
    case 'attack': {
      const { size, channels } = task.model.configuration
      return RESULT_BYTES + task.indices.length * (FLOAT * size * size * channels + ATTACKED_BYTES)
    }
    default:
      return temporary ? 0 : RESULT_BYTES
  }
}

/** Of a model's file: parameters and buffers. */
function stateBytes(configuration: NetworkConfiguration): number {
  const fields = stateFields(configuration)
  const buffers = fields.filter(({ role }) => role !== 'parameter')
  return FLOAT * (parameterCount(fields) + buffers.reduce((sum, { shape }) => sum + elements(shape), 0))
}
