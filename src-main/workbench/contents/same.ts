/**
 * Whether images that are measured are the same files, byte by byte, as images that a model was trained on, wherever they
 * lie and however they are read: told from the hashes of all files, where both data sets have them. A copy that was
 * saved anew has other bytes and is not found.
 */
import { trainingImages } from '../../datasets/subset'
import { trainingsOn } from '../../studies/planning/choose-images'
import { lineage } from '../../studies/planning/lineage'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type { DataChoice, ModelChoice } from '../../contract/studies/choices'
import type { Project } from '../../project/project'
import type { Copies, Facts } from '../../studies/study'

/** Answers that were found before: reading the hashes of a million files takes a second. */
const found = new Map<string, number>()
const MOST = 1000

/** By model: how many images of the measured part it was trained on; a model is absent where nobody can tell. */
export async function copiesOf(
  project: Project,
  { data, models }: { data: DataChoice; models: readonly ModelChoice[] },
  facts: Pick<Facts, 'dataSets' | 'models'>,
): Promise<Map<string, Copies>> {
  const copies = new Map<string, Copies>()
  const here = partOf(facts, data.dataSet, data.hash)
  if (!here?.part.content) return copies
  for (const { id } of models) {
    const model = facts.models.get(id)
    // What was trained on this very part is known by its place in it.
    if (model?.provenance.kind !== 'trained' || model.provenance.dataHash === data.hash) continue
    // What it goes on from may have learnt from other images, which are not counted here.
    const { dataHash } = model.provenance
    const { models: line, lost } = lineage(model, facts.models)
    if (lost || line.some(({ provenance: own }) => own.kind !== 'trained' || own.dataHash !== dataHash))
      continue
    const there = partOf(facts, model.provenance.dataSet, model.provenance.dataHash)
    if (!there?.part.content) continue
    const splits = await trainingsOn(project, there.part, [model], facts.models)
    const name = JSON.stringify([here.part.content.hash, there.part.content.hash, splits])
    let count = found.get(name)
    if (count === undefined) {
      const [mine, learnt] = await Promise.all([
        project.dataSets.digests(here.file, here.part),
        project.dataSets.digests(there.file, there.part),
      ])
      if (!mine || !learnt) continue
      count = rowsIn(mine, learnt, trainingImages(there.part.images, splits))
      if (found.size >= MOST) found.clear()
      found.set(name, count)
    }
    copies.set(id, { images: count, of: here.part.images, dataSet: there.file.id })
  }
  return copies
}

function partOf(
  { dataSets }: Pick<Facts, 'dataSets'>,
  id: string,
  hash: string,
): { file: DataSetFile; part: DataSetPart } | null {
  const file = dataSets.get(id)?.file
  const part = file?.parts.find((each) => each.hash === hash)
  return file && part ? { file, part } : null
}

/**
 * How many rows of `rows` are among the chosen rows of `others`, both uint8 [n, 32]. A table with open addresses, since a
 * Set of a million strings takes a hundred times the memory.
 */
export function rowsIn(rows: Uint8Array, others: Uint8Array, chosen: ReadonlySet<number>): number {
  let slots = 16
  while (slots < 2 * chosen.size) slots *= 2
  const table = new Int32Array(slots).fill(-1)
  const start = (bytes: Uint8Array, row: number): number =>
    (bytes[32 * row]! |
      (bytes[32 * row + 1]! << 8) |
      (bytes[32 * row + 2]! << 16) |
      (bytes[32 * row + 3]! << 24)) &
    (slots - 1)
  const equal = (a: Uint8Array, i: number, b: Uint8Array, j: number): boolean =>
    Buffer.compare(a.subarray(32 * i, 32 * i + 32), b.subarray(32 * j, 32 * j + 32)) === 0
  for (const row of chosen) {
    let slot = start(others, row)
    while (table[slot] !== -1) slot = (slot + 1) & (slots - 1)
    table[slot] = row
  }
  let count = 0
  for (let row = 0; 32 * row < rows.length; row++) {
    let slot = start(rows, row)
    while (table[slot] !== -1 && !equal(rows, row, others, table[slot]!)) slot = (slot + 1) & (slots - 1)
    if (table[slot] !== -1) count++
  }
  return count
}
