/** What planning a study needs from elsewhere, and what comes of it. */
import { UserError } from '../../contract/errors'
import type { DataSetFile } from '../../contract/data-set'
import type { SelectionChoice, TrainingSplit } from '../../contract/images/selection'
import type { AttackedImages, TargetsRequest } from '../../contract/kinds/attack/study'
import type { CorruptionType } from '../../contract/kinds/corruption/corruptions'
import type { CorruptionRequest } from '../../contract/kinds/corruption/study'
import type { InspectedCorruptionSet } from '../../contract/kinds/corruption/tasks'
import type { PairList } from '../../contract/kinds/hybrid/study'
import type { ModelFile } from '../../contract/model'
import type { Plan } from '../../contract/plans'
import type { FoundImages } from '../../contract/images/selection'

/** What planning needs from elsewhere. */
export interface PlanningHelp {
  /** The device to compute on: the one asked for, or the best of this machine. */
  device(asked: string | undefined): Promise<string>
  /** Reads a CSV of pairs and checks it against the images of a part. */
  pairs(file: string, dataSet: DataSetFile, split: string | null): Promise<PairList>
  /** What a selection comes to on the images of a part. */
  images(question: SelectionQuestion, dataSet: DataSetFile, split: string | null): Promise<FoundImages>
  /** Draws the images and targets of an attack from the labels of a part, or reads them from a CSV. */
  targets(choice: TargetChoice, dataSet: DataSetFile, split: string | null): Promise<AttackedImages>
  /** Opens an official corruption set and hashes the cells that are asked for. */
  corruptionSet(question: SetQuestion): Promise<InspectedCorruptionSet>
  /** How many channels the images of a gray data set have before they are reduced to gray. */
  storedChannels(dataSet: DataSetFile, split: string | null): Promise<1 | 3>
}

export interface SelectionQuestion {
  selection: SelectionChoice
  /** Trainings of the measured models on the same part. */
  trainedOn: TrainingSplit[]
  /** Images that a file names instead of the selection. */
  listed: number[] | null
}

export interface TargetChoice {
  selection: SelectionChoice
  /** Of a list only the first so many; null: all. */
  most: number | null
  /** Null: untargeted. */
  targets: TargetsRequest | null
}

export interface Planned {
  plan: Plan
  title: string
}

export function distinct<T>(what: string, values: readonly T[]): T[] {
  const repeated = values.find((value, i) => values.indexOf(value) !== i)
  if (repeated !== undefined)
    throw new UserError(
      'usage',
      `The ${what} ${repeated === null ? 'none' : String(repeated)} is named twice: name each once.`,
    )
  return [...values]
}

/** An official set as planning asks for it; `help.corruptionSet` opens it in a job process. */
export interface SetQuestion {
  folder: string
  gray: boolean
  crop: Extract<CorruptionRequest['source'], { kind: 'official' }>['crop']
  types: CorruptionType[]
  severities: CorruptionRequest['severities']
  /** The part whose labels theirs are compared with; null: none. */
  clean: { dataSet: DataSetFile; split: string | null } | null
}

export function inWords(models: readonly ModelFile[]): string {
  return models.length === 0 ? 'spectra' : `${models.length} ${models.length === 1 ? 'model' : 'models'}`
}
