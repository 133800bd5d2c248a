/**
 * What the guards say about a model before its result is believed: two passes over a few clean images and one
 * gradient, a short attack without gradients; for a stochastic model also whether twice as many samples per
 * question change the answer.
 */
import * as tf from '../../devices/tf'
import { epsilonStatistics } from '../../attacks/epsilon-statistics'
import { inspectModel, inspectSamples } from '../../attacks/guards'
import { runAttack } from '../../attacks/run-attack'
import { readResultAt } from '../../project/results'
import { oneHot } from '../../training/loss'
import { blockDataSchema } from '../../contract/kinds/attack/units'
import { compareBlackBox } from './black-box'
import { requestOf } from './run-block'
import { imageResults } from './image-results'
import { said } from './warning-words'
import type { Warning } from '../../attacks/guards'
import type { AttackRequest } from '../../attacks/run-attack'
import type { AttackedImage } from '../../contract/kinds/attack/study'
import type { GuardTask } from '../../contract/kinds/attack/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { FrozenNetwork } from '../../networks/network'
import type { UnitContext } from '../context'

export async function runGuards(task: GuardTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await context.data(task.images)
  const network = await context.model(task.model)
  const request = await requestOf(task, data)
  const warnings = await look(network, request)
  const attacked = await readBlockData(task.block)
  const whole = { ...request, network, classes: classesOf(network) }
  warnings.push(...(await compareBlackBox(attacked, whole)))
  if (task.settings.samples > 1) warnings.push(...(await compareSamples(attacked, whole)))
  return { data: { warnings: warnings.map(said) }, arrays: null }
}

async function look(
  network: FrozenNetwork,
  request: Omit<AttackRequest, 'network' | 'classes'>,
): Promise<Warning[]> {
  const { images, indices, height, width, channels, named, criterion } = request
  const classes = classesOf(network)
  const batch = tf.tensor4d(images, [indices.length, height, width, channels])
  const wanted = tf.tensor2d(oneHot(named, classes), [indices.length, classes])
  const margin = tf.tensor1d([criterion.margin])
  try {
    return await inspectModel(network, batch, { criterion, classes: wanted, margin }, request.samples)
  } finally {
    tf.dispose([batch, wanted, margin])
  }
}

async function readBlockData(path: string): Promise<AttackedImage[]> {
  return blockDataSchema.parse((await readResultAt(path)).data).images
}

/** @param attacked the same images with the plan's samples */
async function compareSamples(
  attacked: readonly AttackedImage[],
  request: AttackRequest,
): Promise<Warning[]> {
  const { norm, samples = 1 } = request
  const once = epsilonStatistics(imageResults(attacked), norm)
  const twice = epsilonStatistics((await runAttack({ ...request, samples: 2 * samples })).images, norm)
  return inspectSamples(samples, { once: once.median.value, twice: twice.median.value })
}

function classesOf(network: FrozenNetwork): number {
  return network.configuration.classes
}
