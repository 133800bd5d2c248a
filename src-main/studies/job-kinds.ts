/**
 * The kinds of study as the job process knows them, and the one place where it finds what is made for a unit, a
 * question or a picture.
 */
import { attackJob } from './attack/job'
import { corruptionJob } from './corruption/job'
import { evaluationJob } from './evaluation/job'
import { filterJob } from './filter/job'
import { fourierMapJob } from './fourier-map/job'
import { hybridJob } from './hybrid/job'
import { neuralJob } from './neural/job'
import { spectrumJob } from './spectrum/job'
import { sweepJob } from './sweep/job'
import type { KindName, MessageOf, PictureOf, QuestionOf } from '../contract/kinds/kinds'
import type { UnitOutcome, UnitTask } from '../contract/tasks'
import type { DataSet } from '../datasets/data-set'
import type { UnitContext } from './context'
import type { Drawn, KindJob, LookProcess } from './job'

export const JOB_KINDS: Readonly<{ [Kind in KindName]: KindJob<Kind> }> = {
  sweep: sweepJob,
  hybrid: hybridJob,
  evaluation: evaluationJob,
  attack: attackJob,
  spectrum: spectrumJob,
  corruption: corruptionJob,
  filter: filterJob,
  'fourier-map': fourierMapJob,
  neural: neuralJob,
}

/** By name: each task, question and picture finds what is made for it, which the type of a union cannot say. */
type ByName<Rest extends unknown[], Result> = Readonly<
  Record<string, ((...rest: Rest) => Promise<Result>) | undefined>
>

type Answers = ByName<[QuestionOf<KindName>], MessageOf<KindName>>
type Pictures = ByName<[PictureOf<KindName>, DataSet], Drawn>

const RUNS = Object.assign({}, ...Object.values(JOB_KINDS).map(({ units }) => units)) as ByName<
  [UnitTask, UnitContext],
  UnitOutcome
>

/**
 * Computes one unit. It reads data sets, weights and earlier results, and writes one temporary file at most;
 * whatever it finds it returns.
 */
export function runUnit(task: UnitTask, context: UnitContext): Promise<UnitOutcome> {
  return made(RUNS, task.kind)(task, context)
}

/** Everything that the kinds answer and draw in one process. */
export class KindsLooks {
  readonly #answers: Answers
  readonly #pictures: Pictures

  constructor(process: LookProcess) {
    const looks = Object.values(JOB_KINDS).map((kind) => kind.looks(process))
    this.#answers = Object.assign({}, ...looks.map(({ answers }) => answers)) as Answers
    this.#pictures = Object.assign({}, ...looks.map(({ pictures }) => pictures)) as Pictures
  }

  answer(question: QuestionOf<KindName>): Promise<MessageOf<KindName>> {
    return made(this.#answers, question.request)(question)
  }

  draw(picture: PictureOf<KindName>, data: DataSet): Promise<Drawn> {
    return made(this.#pictures, picture.kind)(picture, data)
  }
}

function made<Rest extends unknown[], Result>(table: ByName<Rest, Result>, name: string) {
  const found = table[name]
  if (!found) throw new Error(`Nothing is made for "${name}".`)
  return found
}
