/**
 * Keeps two trainings apart that have one key. A block of epochs goes on from the state that the block before left; where
 * that state was computed on another computer, or its file is not the one that its result describes (results of two
 * computers that were put together), going on would splice two networks. Such a run is computed anew from its beginning.
 */
import { canonicalJson } from '../contract/json'
import { fingerprintInWords } from '../contract/fingerprint'
import { hashOfFile } from '../project/results'
import type { Fingerprint } from '../contract/fingerprint'
import type { ModelFile } from '../contract/model'
import type { ResultStore } from '../project/results'
import type { Publication, Unit } from '../studies/study'

export interface Foreign {
  /** Units that are to be computed again. */
  keys: string[]
  /** Why, in one sentence. */
  sentence: string
}

/** @param here asked only where a run is to go on */
export async function foreignStates(
  results: Pick<ResultStore, 'read' | 'arraysPath'>,
  units: readonly Unit[],
  settled: ReadonlySet<string>,
  here: () => Promise<Fingerprint>,
): Promise<Foreign[]> {
  const byKey = new Map(units.map((unit) => [unit.key, unit]))
  const found: Foreign[] = []
  for (const unit of units) {
    if (settled.has(unit.key) || (unit.task.kind !== 'train' && unit.task.kind !== 'keep')) continue
    const before = unit.needs.map((key) => byKey.get(key)).find((need) => need?.task.kind === 'train')
    if (!before || !settled.has(before.key)) continue
    // What a keep unit copies was trained whole, wherever that was.
    const why =
      (unit.task.kind === 'train' ? await elsewhere(results, before, await here()) : null) ??
      (await otherFile(results, before))
    if (why !== null) found.push({ keys: chainTo(before, byKey), sentence: `${before.label}: ${why}` })
  }
  return found
}

/**
 * Accuracies that were measured of other weights than the model has, or where it is not published yet, than those that
 * will be its own. Results of older versions do not say of which: those that the model has already are its own.
 */
export async function foreignAccuracies(
  results: Pick<ResultStore, 'read'>,
  models: { read(id: string): Promise<Pick<ModelFile, 'weights' | 'accuracy'> | null> },
  publications: readonly Publication[],
  settled: ReadonlySet<string>,
): Promise<Foreign[]> {
  const found: Foreign[] = []
  for (const { id, weights, accuracy } of publications) {
    if (!settled.has(weights.key) || !settled.has(accuracy.key)) continue
    const data = (await results.read(accuracy.key))?.data
    const model = await models.read(id)
    const present = model?.weights ?? (await results.read(weights.key))?.arrays?.sha256
    if (data === undefined || present === undefined || data['weights'] === present) continue
    const said = data['weights'] !== undefined
    if (!said && model?.accuracy && canonicalJson(model.accuracy) === canonicalJson(data['accuracy']))
      continue
    found.push({
      keys: [accuracy.key],
      sentence: said
        ? `${accuracy.label}: it was measured of other weights than those that are here (another computer's), so it is measured again.`
        : `${accuracy.label}: nothing says of which weights it was measured, so it is measured again.`,
    })
  }
  return found
}

async function elsewhere(
  results: Pick<ResultStore, 'read'>,
  { key }: Unit,
  here: Fingerprint,
): Promise<string | null> {
  const provenance = (await results.read(key))?.provenance
  if (!provenance)
    return 'nothing says where it was computed, so the run begins again here: going on could splice two trainings.'
  if (here.accelerator === null)
    return `nothing says which card and driver compute on ${here.device} here, so the run begins again: going on could splice two trainings.`
  // Which operators the processor computed is said of a result, not of a computer.
  const { onProcessor: _operators, ...there } = provenance
  if (canonicalJson(there) === canonicalJson(here)) return null
  return `it was computed with ${fingerprintInWords(provenance)}, and here it is ${fingerprintInWords(here)}; the run begins again, because going on would splice two trainings.`
}

async function otherFile(
  results: Pick<ResultStore, 'read' | 'arraysPath'>,
  { key, arrays }: Unit,
): Promise<string | null> {
  const result = await results.read(key)
  if (!result?.arrays || arrays === null) return null
  if ((await hashOfFile(results.arraysPath(key, arrays))) === result.arrays.sha256) return null
  return 'its weights are not those that its result describes (another computer’s, or damaged), so the run begins again.'
}

/** The blocks of a run up to this one. */
function chainTo(last: Unit, byKey: ReadonlyMap<string, Unit>): string[] {
  const before = last.needs.map((key) => byKey.get(key)).find((need) => need?.task.kind === 'train')
  return [...(before ? chainTo(before, byKey) : []), last.key]
}
