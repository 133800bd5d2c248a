/**
 * What a kind of study does in the job process: it computes units, answers questions about looking, and draws
 * pictures. Each kind has one such descriptor in its folder (job.ts); job-kinds.ts collects them.
 */
import { UserError } from '../contract/errors'
import type { KindName, MessageOf, PictureOf, QuestionOf, TaskOf } from '../contract/kinds/kinds'
import type { UnitOutcome } from '../contract/tasks'
import type { DataSet } from '../datasets/data-set'
import type { OpenThings, UnitContext } from './context'

/** Makes a device usable in this process. */
export type UseDevice = (device: string, threads: number | null) => Promise<void>

/** The process that looks: what is open in it, and what it can compute with. */
export interface LookProcess {
  open: OpenThings
  useDevice: UseDevice
  /** Makes tensors usable for drawing; called only where a picture needs them. */
  usePictureDevice: () => Promise<void>
}

/** One image to draw: values in [0,1], row-major [height, width, channels]. */
export interface Drawn {
  pixels: Float32Array
  shape: Pick<DataSet, 'height' | 'width' | 'channels'>
}

/** Answers by the name of the question, pictures by their kind. */
export interface KindLooks<Kind extends KindName> {
  answers: {
    [Name in QuestionOf<Kind>['request']]: (
      question: Extract<QuestionOf<Kind>, { request: Name }>,
    ) => Promise<Extract<MessageOf<Kind>, { message: Name }>>
  }
  pictures: {
    [Name in PictureOf<Kind>['kind']]: (
      picture: Extract<PictureOf<Kind>, { kind: Name }>,
      data: DataSet,
    ) => Promise<Drawn>
  }
}

export interface KindJob<Kind extends KindName> {
  /** Computes a unit. Its result depends on the task alone, never on what was computed before in the same process. */
  units: {
    [Name in TaskOf<Kind>['kind']]: (
      task: Extract<TaskOf<Kind>, { kind: Name }>,
      context: UnitContext,
    ) => Promise<UnitOutcome>
  }
  /** Made once per process, so that it may keep what it has read. */
  looks(process: LookProcess): KindLooks<Kind>
}

/** One image of a part. @throws UserError('usage') when there is no such image */
export async function readImage(data: DataSet, index: number): Promise<Float32Array> {
  if (index >= data.count)
    throw new UserError('usage', `There is no image ${index}: the part has ${data.count}, counted from 0.`)
  return await data.read([index])
}

/** Side in pixels. @throws UserError('input') when images are not square */
export function squareSide(data: DataSet): number {
  if (data.height === data.width) return data.height
  throw new UserError(
    'input',
    `The images are ${data.width}×${data.height} pixels, but must be square here: add the data set again with one size.`,
  )
}
