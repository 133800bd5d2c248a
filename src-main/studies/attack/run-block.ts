/** Computes one block of an attack study: the smallest perturbation of each of its images for one model. */
import { asJson } from '../../contract/json'
import { paperSignedMaximum } from '../../attacks/epsilon-statistics'
import { runAttack } from '../../attacks/run-attack'
import { subset } from '../../datasets/subset'
import { evaluate } from '../../training/evaluate'
import { BlockProgress } from './block-progress'
import { encodeBlock } from './block-file'
import { attacksOf } from './methods'
import { runWarm, startsOf, warmChain } from './warm-start'
import type { AttackRequest, AttackResult, ImageResult } from '../../attacks/run-attack'
import { isStochastic } from '../../contract/model'
import type * as tf from '../../devices/tf'
import type { Draws } from '../../networks/network'
import type { AttackedImage } from '../../contract/kinds/attack/study'
import type { AttackTask } from '../../contract/kinds/attack/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'
import type { BlockData } from '../../contract/kinds/attack/units'

export async function runAttackBlock(task: AttackTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await context.data(task.images)
  const network = await context.model(task.model)
  const request = await requestOf(task, data)
  const report = new BlockProgress(task, context)
  const asked = {
    ...request,
    network: {
      logits: (images: tf.Tensor4D, draws: Draws): tf.Tensor2D => {
        report.passed(images.shape[0])
        return network.logits(images, draws)
      },
    },
    classes: task.model.configuration.classes,
  }
  const { result, warm } = task.startFrom
    ? await runWarm(
        { ...asked, searchesUnmet: task.startVersion === undefined },
        await startsOf(task, task.startFrom),
      )
    : { result: await runAttack(asked), warm: null }
  const clean = await evaluate(network, subset(data, Int32Array.from(task.indices)), {
    batchSize: task.settings.batchSize,
  })
  const shape = { height: data.height, width: data.width, channels: data.channels }
  const images = result.images.map((image, row): AttackedImage => {
    const signed = signedMaxima(request, result, row)
    return {
      index: image.index,
      label: data.labels[image.index]!,
      target: task.targets?.[row] ?? null,
      status: image.status,
      distance: image.distance,
      largest: signed && Math.max(signed.plus, signed.minus),
      percentile99: image.status === 'found' ? percentile99(request, result, row) : null,
      margin: finite(image.margin),
      confidence: finite(image.confidence),
      prediction: image.prediction < 0 ? null : image.prediction,
      clean: cleanAnswer(clean.predictions[row]!, clean.confidence[row]!),
      queries: image.queries.forward + image.queries.backward,
      ...image.queries,
      foundBy: image.attack,
      ...(warm?.[row] ? { warm: true } : {}),
    }
  })
  const maxima = result.images.map((_, row) => signedMaxima(request, result, row))
  const names = [...new Set(result.images.flatMap(({ attack }) => attack ?? []))].sort()
  const found: BlockData = {
    images,
    attacks: [...request.attacks, ...(warm ? warmChain(request.norm) : [])].map(
      ({ name, access, settings }) => ({
        name,
        access,
        settings: { ...settings },
        distances: Array.from(result.byAttack.get(name) ?? images.map(() => Infinity), finite),
      }),
    ),
    foundBy: names,
    signed: {
      plus: maxima.map((signed) => signed && signed.plus),
      minus: maxima.map((signed) => signed && signed.minus),
    },
  }
  const arrays = await context.writeArrays(encodeBlock(images, names, result.adversarial, shape))
  return { data: asJson(found), arrays }
}

/** Everything about an attack but the network. */
export async function requestOf(
  task: Pick<AttackTask, 'indices' | 'targets' | 'settings' | 'model'>,
  data: DataSet,
): Promise<Omit<AttackRequest, 'network' | 'classes'>> {
  const { indices, targets, settings } = task
  const { norm, method, goal, margin, confidence, epsilon, seed, batchSize, samples } = settings
  return {
    images: await data.read(indices),
    height: data.height,
    width: data.width,
    channels: data.channels,
    indices,
    named: targets ?? indices.map((index) => data.labels[index]!),
    norm,
    criterion: { goal, margin, confidence },
    attacks: attacksOf(method, norm),
    epsilon,
    seed,
    batchSize,
    samples,
    stochastic: isStochastic(task.model.configuration),
    pool: data,
  }
}

/** Share of the numbers of a perturbation that `percentile99` leaves below. */
const MOST = 0.99

function percentile99(
  { images }: Pick<AttackRequest, 'images'>,
  { adversarial, images: results }: AttackResult,
  row: number,
): number {
  const length = images.length / results.length
  const sizes = Float64Array.from({ length }, (_, i) =>
    Math.abs(adversarial[row * length + i]! - images[row * length + i]!),
  ).sort()
  return sizes[Math.ceil(MOST * length) - 1]!
}

/** Largest entries of adversarial − clean and of clean − adversarial; null where nothing was found. */
function signedMaxima(
  { images }: Pick<AttackRequest, 'images'>,
  { adversarial, images: results }: AttackResult,
  row: number,
): { plus: number; minus: number } | null {
  const { status }: ImageResult = results[row]!
  if (status === 'already target') return { plus: 0, minus: 0 }
  if (status !== 'found') return null
  const length = images.length / results.length
  const of = (values: Float32Array): Float32Array => values.subarray(row * length, (row + 1) * length)
  return {
    plus: paperSignedMaximum(of(images), of(adversarial), 1),
    minus: paperSignedMaximum(of(images), of(adversarial), -1),
  }
}

function cleanAnswer(prediction: number, confidence: number): AttackedImage['clean'] {
  return Number.isFinite(confidence) ? { confidence, prediction } : { confidence: null, prediction: null }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
