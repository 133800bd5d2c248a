/** What the queue gives a run of a study, and what it hears of it. */
import type { KnownContent } from '../contract/images/contents'
import type { LogLine, StudyProgress, StudyStatusFile } from '../contract/studies'
import type { Publication, Unit } from '../studies/study'

export interface StudyWork {
  id: string
  device: string
  /** What its user should know before the first result, one sentence each: logged as warnings whenever it starts. */
  remarks: readonly string[]
  /** What is known of the content of its images: kept in its status, and in words for its log. */
  contents: { known: readonly KnownContent[]; words: readonly string[] }
  /** Wanted; a study that has results goes on with the number that they were computed with. */
  threads: number
  /** How many are computed at a time, by the threads of each; absent: one. */
  jobs?: (threads: number) => number
  units: readonly Unit[]
  publications: readonly Publication[]
}

export interface StudyListeners {
  onStatus(status: StudyStatusFile): void
  onProgress(progress: StudyProgress): void
  onLog(study: string, line: LogLine): void
  /** A model of the project is new or has another accuracy. */
  onModel(): void
  /** A unit is finished and stored: waited for before the next one begins; what it throws stops the study. */
  onFinished?(unit: Unit): Promise<void>
}

/** Why a run was stopped from outside. */
export type StopReason = 'paused' | 'cancelled'
