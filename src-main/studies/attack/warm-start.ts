/**
 * Searches that begin with another model's stored perturbations of the same images and targets (methods D.4). Images that
 * have none, and those whose perturbation does not take this model in however much it is enlarged, are searched for anew, by
 * the whole chain.
 */
import { runAttack } from '../../attacks/run-attack'
import { WARM_START } from '../../attacks/frame'
import { warm } from '../../attacks/presets'
import { codeOf } from '../../project/write-refusals'
import { UserError } from '../../contract/errors'
import { readBlock } from './block-file'
import type { Attack, Norm } from '../../attacks/attack'
import type { AttackRequest, AttackResult } from '../../attacks/run-attack'
import type { AttackTask } from '../../contract/kinds/attack/tasks'

/** Names tell what began warm from the chain of the others. */
export function warmChain(norm: Norm): Attack[] {
  return warm(norm).map((attack) => ({ ...attack, name: `${attack.name} (warm)` }))
}

/** Of each image of a task, another model's perturbed one; null: there is none for this target. */
export async function startsOf(
  { indices, targets }: Pick<AttackTask, 'indices' | 'targets'>,
  files: readonly string[],
): Promise<(Float32Array | null)[]> {
  const known = new Map<string, Float32Array>()
  for (const file of files) {
    const { index, target, status, perturbed } = await readBlock(file).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT')
        throw new UserError(
          'project',
          'The perturbations that this study begins with are no longer in the project: resume the study that found them, or start a new one without --start-from.',
        )
      throw error
    })
    const length = perturbed.length / index.length
    for (const [row, image] of index.entries())
      if (status[row] === 'found')
        known.set(nameOf(image, target[row]!), perturbed.subarray(row * length, (row + 1) * length))
  }
  return indices.map((index, row) => known.get(nameOf(index, targets?.[row] ?? -1)) ?? null)
}

function nameOf(index: number, target: number): string {
  return `${index} ${target}`
}

/** @returns the result of all images in their order, and which of them began warm */
export async function runWarm(
  request: AttackRequest,
  starts: readonly (Float32Array | null)[],
): Promise<{ result: AttackResult; warm: boolean[] }> {
  const rows = [...starts.keys()]
  const begun = rows.filter((row) => starts[row] !== null)
  const first = await part(request, begun, {
    attacks: warmChain(request.norm),
    starts: begun.map((row) => starts[row]!),
  })
  // Where the start never met the criterion, nothing was searched.
  const met = first.byAttack.get(WARM_START)
  const isBegun = (row: number): boolean => (met?.[begun.indexOf(row)] ?? Infinity) < Infinity
  const isDone = (row: number): boolean =>
    isBegun(row) || first.images[begun.indexOf(row)]?.status === 'already target'
  const anew = rows.filter((row) => !isDone(row))
  const second = await part(request, anew, {})
  for (const [place, row] of anew.entries()) {
    const wasted = first.images[begun.indexOf(row)]?.queries
    const { queries } = second.images[place]!
    queries.forward += wasted?.forward ?? 0
    queries.backward += wasted?.backward ?? 0
  }
  return {
    result: merged(request, [
      { rows: begun.filter(isDone), all: begun, found: first },
      { rows: anew, all: anew, found: second },
    ]),
    warm: rows.map(isBegun),
  }
}

/** The same request of some of its images. */
async function part(
  request: AttackRequest,
  rows: readonly number[],
  changes: Pick<AttackRequest, 'starts'> & { attacks?: readonly Attack[] },
): Promise<AttackResult> {
  const { norm, images, indices, named } = request
  if (rows.length === 0) return { norm, images: [], adversarial: new Float32Array(), byAttack: new Map() }
  const length = images.length / indices.length
  const chosen = new Float32Array(rows.length * length)
  for (const [i, row] of rows.entries())
    chosen.set(images.subarray(row * length, (row + 1) * length), i * length)
  return await runAttack({
    ...request,
    images: chosen,
    indices: rows.map((row) => indices[row]!),
    named: rows.map((row) => named[row]!),
    ...changes,
  })
}

function merged(
  { norm, images, indices }: AttackRequest,
  parts: readonly { rows: readonly number[]; all: readonly number[]; found: AttackResult }[],
): AttackResult {
  const count = indices.length
  const length = images.length / count
  const result: AttackResult = {
    norm,
    images: [],
    adversarial: images.slice(),
    byAttack: new Map(),
  }
  for (const { rows, all, found } of parts) {
    for (const row of rows) {
      const place = all.indexOf(row)
      result.images[row] = found.images[place]!
      result.adversarial.set(found.adversarial.subarray(place * length, (place + 1) * length), row * length)
      for (const [name, distances] of found.byAttack) {
        const kept = result.byAttack.get(name) ?? new Float64Array(count).fill(Infinity)
        kept[row] = distances[place]!
        result.byAttack.set(name, kept)
      }
    }
  }
  return result
}
