/**
 * A project as a laboratory has it after years: the example study's models and finished studies, again and again under
 * other ids. The weights are links to the same files and results stand under the keys of the weights, so that every
 * study shows all its numbers.
 */
import { cpSync, linkSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { studyId } from '../../src-main/project/studies'
import { withSum } from '../../src-main/project/sum'
import type { StoredHead } from '../../src-main/project/sum'
import type { ModelFile } from '../../src-main/contract/model'
import type { Plan, PlanFile } from '../../src-main/contract/plans'
import type { StudyStatusFile } from '../../src-main/contract/studies'
import { ROOT } from '../support/root'

const EXAMPLE = join(ROOT, 'resources/example-study.halfpower')

function read<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

function write<T extends StoredHead>(path: string, file: T): void {
  writeFileSync(path, `${JSON.stringify(withSum(file), null, 2)}\n`)
}

/** @param folder does not exist yet */
export function makeLargeProject(folder: string, studies: number, models: number): void {
  cpSync(EXAMPLE, folder, { recursive: true })
  cpSync(join(ROOT, 'resources/fashion-mnist'), join(folder, '../fashion-mnist'), { recursive: true })
  const ids = readdirSync(join(EXAMPLE, 'models'))
  const plans = readdirSync(join(EXAMPLE, 'studies'))
    .map((id) => read<PlanFile>(join(EXAMPLE, 'studies', id, 'plan.json')))
    .filter(({ plan }) => plan.kind !== 'sweep')
  const sets = Math.ceil(models / ids.length)
  for (let set = 1; set < sets; set++)
    for (const id of ids.slice(0, models - set * ids.length)) copyModel(folder, id, set)
  const missing = studies - readdirSync(join(EXAMPLE, 'studies')).length
  for (let copy = 0; copy < missing; copy++) {
    const file = plans[copy % plans.length]!
    copyStudy(folder, file, 1 + (Math.floor(copy / plans.length) % Math.max(1, sets - 2)), copy)
  }
}

function copyModel(folder: string, id: string, set: number): void {
  const from = join(EXAMPLE, 'models', id)
  const to = join(folder, 'models', `${id}-${set}`)
  mkdirSync(to)
  const model = read<ModelFile>(join(from, 'model.json'))
  linkSync(join(folder, 'models', id, 'weights.safetensors'), join(to, 'weights.safetensors'))
  cpSync(join(from, 'training.jsonl'), join(to, 'training.jsonl'))
  write(join(to, 'model.json'), { ...model, id: `${id}-${set}`, name: `${model.name}, laboratory ${set}` })
}

/** The same measurement of the models of another set. */
function copyStudy(folder: string, { plan, ...file }: PlanFile, set: number, copy: number): void {
  const moved = JSON.parse(
    JSON.stringify(plan, (name, value: unknown) => (name === 'id' ? `${String(value)}-${set}` : value)),
  ) as Plan
  const id = studyId(moved)
  const to = join(folder, 'studies', id)
  mkdirSync(to)
  const from = join(EXAMPLE, 'studies', file.id)
  const status = read<StudyStatusFile>(join(from, 'status.json'))
  cpSync(join(from, 'log.jsonl'), join(to, 'log.jsonl'))
  write(join(to, 'status.json'), { ...status, id, order: 100 + copy })
  write(join(to, 'plan.json'), { ...file, id, title: `${file.title}, laboratory ${set}`, plan: moved })
}
