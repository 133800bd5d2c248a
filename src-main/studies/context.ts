/**
 * What a unit is given to compute with: images, models, a place for its arrays, and a way to say how far
 * it is. Data sets and models stay open between units, because consecutive units mostly use the same.
 */
import { createHash } from 'node:crypto'
import { UserError } from '../contract/errors'
import { canonicalJson } from '../contract/json'
import { weightsFileName } from '../contract/model'
import { readOnnx } from '../checkpoints/onnx/read-graph'
import { decodeSafetensors } from '../checkpoints/safetensors'
import { createCorruptor } from '../corruptions/pool'
import { ByteCache } from '../datasets/cache'
import { openCorruptionSet } from '../datasets/corruption-set'
import { openDataSet } from '../datasets/open'
import { withClasses } from '../datasets/class-part'
import { randomImages, selectedImages, subset } from '../datasets/subset'
import { inClassOrder } from '../networks/class-order'
import { frozenFromState } from '../networks/create'
import { openPopulation } from '../neural/open-population'
import { onnxNetwork } from '../networks/onnx/network'
import { withoutFinalSoftmax } from '../networks/onnx/rewrite'
import { writeForParent } from '../project/write-atomically'
import { REMEMBERED_BYTES } from './corruption/remembered'
import { readWeights } from './read-weights'
import type { JsonObject } from '../contract/json'
import type { OfficialCell } from '../contract/kinds/corruption/tasks'
import type { ImagesChoice } from '../contract/data-set'
import type { JobProgress, UnitOutcome } from '../contract/tasks'
import type { WeightsChoice } from '../contract/model'
import type { Corruptor } from '../corruptions/batch'
import type { CorruptionSet } from '../datasets/corruption-layout'
import type { DataSet } from '../datasets/data-set'
import type { PopulationChoice } from '../contract/population'
import type { OpenedPopulation } from '../neural/population'
import type { FrozenNetwork, NetworkConfiguration } from '../networks/network'
import type { ImageMemory } from './corruption/remembered'

/** Where a unit's messages go. */
export interface UnitReporter {
  progress(progress: JobProgress): void
  log(level: 'info' | 'warning', text: string, data?: JsonObject): void
}

export interface UnitContext extends UnitReporter {
  /** The whole part that a choice is made from, checked to be what the plan was made for. */
  data(images: ImagesChoice): Promise<DataSet>
  /** The same images before they are reduced to gray; those of a source without colours have one channel. */
  colourData(images: ImagesChoice): Promise<DataSet>
  model(weights: WeightsChoice): Promise<FrozenNetwork>
  /** Opened for this unit alone, which closes it; its content is checked to be what the plan was made for. Some neurons: see there. */
  population(choice: PopulationChoice, neurons?: readonly number[]): Promise<OpenedPopulation>
  /** Official corrupted images of one type and severity, checked to be what the plan was made for. */
  officialCell(cell: OfficialCell): Promise<DataSet>
  /** Who corrupts images: in as many threads as the process computes with, where there is a pool. */
  corruptor(): Corruptor
  /** Generated images that were made before. */
  rememberedImages(): ImageMemory
  /** Writes the unit's arrays to its temporary file, durably. */
  writeArrays(bytes: Uint8Array): Promise<NonNullable<UnitOutcome['arrays']>>
}

/** Data sets, official corruptions, made images and at most one model, kept between units. */
export class OpenThings {
  readonly #dataSets = new Map<string, Promise<DataSet>>()
  readonly #corruptionSets = new Map<string, Promise<CorruptionSet>>()
  readonly #remembered: ImageMemory = new ByteCache(REMEMBERED_BYTES)
  /** Threads of whatever is spread over several; null: all cores. Others may be computing beside. */
  threads: number | null = null
  #officialCell: { name: string; data: DataSet } | null = null
  #corruptor: Corruptor | null = null
  #model: { key: string; network: FrozenNetwork } | null = null

  async data({ specification, hash }: ImagesChoice): Promise<DataSet> {
    const data = await this.#open(specification)
    if (data.hash !== hash) {
      throw new UserError(
        'input',
        `The data set at "${specification.path}" is not what it was when the study was planned (its content has changed): restore it, or add it anew and start a new study.`,
      )
    }
    return data
  }

  async colourData(images: ImagesChoice): Promise<DataSet> {
    const gray = await this.data(images)
    const { specification } = images
    if (!specification.transforms.gray) return gray
    return await this.#open({ ...specification, transforms: { ...specification.transforms, gray: false } })
  }

  async #open(specification: ImagesChoice['specification']): Promise<DataSet> {
    const name = canonicalJson(specification)
    let opening = this.#dataSets.get(name)
    if (!opening) {
      opening = openDataSet(specification)
      this.#dataSets.set(name, opening)
      opening.catch(() => this.#dataSets.delete(name))
    }
    return await opening
  }

  async model({ path, hash, configuration, classOrder }: WeightsChoice): Promise<FrozenNetwork> {
    // The same ONNX file may be two models, behind two normalisers.
    const key = canonicalJson({ hash, configuration, classOrder: classOrder ?? null })
    if (this.#model?.key === key) return this.#model.network
    const bytes = await readWeights({ path, hash })
    this.#model?.network.dispose()
    this.#model = null
    const network = networkOf(bytes, path, configuration)
    this.#model = { key, network: classOrder ? inClassOrder(network, classOrder) : network }
    return this.#model.network
  }

  /** One at a time stays open: opening lists all its files. */
  async officialCell(cell: OfficialCell): Promise<DataSet> {
    const name = canonicalJson(cell)
    if (this.#officialCell?.name === name) return this.#officialCell.data
    await this.#officialCell?.data.close()
    this.#officialCell = null
    const { folder, type, severity, gray, crop, classes, hash } = cell
    const data = await (await this.#corruptionSet(folder)).cell(type, severity, { gray, crop })
    if (data.hash !== hash) {
      await data.close()
      throw new UserError(
        'input',
        `The files of ${type}, severity ${severity} in "${folder}" are not what they were when the study was planned: restore them, or start a new study.`,
      )
    }
    this.#officialCell = { name, data: classes ? withClasses(data, classes.order, classes.of) : data }
    return this.#officialCell.data
  }

  #corruptionSet(folder: string): Promise<CorruptionSet> {
    let opening = this.#corruptionSets.get(folder)
    if (!opening) {
      opening = openCorruptionSet(folder)
      this.#corruptionSets.set(folder, opening)
      opening.catch(() => this.#corruptionSets.delete(folder))
    }
    return opening
  }

  rememberedImages(): ImageMemory {
    return this.#remembered
  }

  /** Its threads start with the first image, and keep no process alive. */
  corruptor(): Corruptor {
    return (this.#corruptor ??= createCorruptor(this.threads ?? undefined))
  }

  /** Everything that a unit needs, with its own file and its own reports. */
  context(arraysPath: string, reporter: UnitReporter): UnitContext {
    return {
      progress: (progress) => reporter.progress(progress),
      log: (level, text, data) => reporter.log(level, text, data),
      data: (images) => this.data(images),
      colourData: (images) => this.colourData(images),
      model: (weights) => this.model(weights),
      population: (choice, neurons) => openPopulation(choice, neurons),
      officialCell: (cell) => this.officialCell(cell),
      corruptor: () => this.corruptor(),
      rememberedImages: () => this.rememberedImages(),
      writeArrays: (bytes) => writeDurably(arraysPath, bytes),
    }
  }
}

/** A final softmax is cut everywhere: what is measured are logits. */
function networkOf(bytes: Uint8Array, path: string, configuration: NetworkConfiguration): FrozenNetwork {
  return weightsFileName(configuration) === 'weights.onnx'
    ? onnxNetwork(withoutFinalSoftmax(readOnnx(bytes, path)), configuration)
    : frozenFromState(configuration, decodeSafetensors(bytes).entries)
}

/** The images of a choice, ascending: the same everywhere. */
export function chosenIndices(
  data: Pick<DataSet, 'count' | 'labels' | 'classNames'>,
  { limit, selection }: Pick<ImagesChoice, 'limit' | 'selection'>,
): Int32Array {
  return selection ? Int32Array.from(selectedImages(data, selection)).sort() : randomImages(data.count, limit)
}

/** The chosen images as a data set of their own. */
export async function chosenImages(context: UnitContext, images: ImagesChoice): Promise<DataSet> {
  const data = await context.data(images)
  const indices = chosenIndices(data, images)
  return indices.length === data.count ? data : subset(data, indices)
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<{ bytes: number; sha256: string }> {
  await writeForParent(path, bytes)
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
