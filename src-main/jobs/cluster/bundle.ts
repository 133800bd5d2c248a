/**
 * A bundle: the finished units of one task, in a folder below `bundles/`. Each unit is a record (`KEY.json`) and, where
 * it has arrays that are still wanted, a file named by their hash; `bundle.json` says which units there are.
 *
 * Invariants: arrays are there before the record that names them, a record before the list that names it; so whenever
 * the writer dies, what the list names is whole, and something that it names and that is not is damage from outside.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../contract/errors'
import { canonicalJson } from '../../contract/json'
import { hashOfFile } from '../../project/results'
import { sha256 } from '../../project/keys'
import { BUNDLE_FILE, UNIT_RECORD } from '../../project/kinds'
import { readStored } from '../../project/stored-file'
import { sumOf } from '../../project/sum'
import { WriteDoor, namesIn } from '../../project/write-atomically'
import type { BundleFile, UnitRecord } from '../../contract/studies/cluster'
import type { ResultFile } from '../../contract/studies'
import type { Candidate } from './consistent'

/** A unit of a bundle, found whole. */
export interface BundledUnit extends Candidate {
  /** Name of its bundle. */
  bundle: string
  record: UnitRecord
  /** Path of its arrays; null: it has none, or they have served. */
  arrays: string | null
}

/** Of so many units that are not whole each is named; of more, how many there are. */
const MOST_DAMAGES = 20

export function bundleName(first: number, last: number): string {
  return `${first}-${last}`
}

/** Names of the bundles that there are, as numbered. */
export async function bundleNames(jobs: string): Promise<string[]> {
  const names = (await namesIn(join(jobs, 'bundles'))).filter((name) => /^[1-9]\d*-[1-9]\d*$/.test(name))
  return names.sort((a, b) => parseInt(a, 10) - parseInt(b, 10) || (a < b ? -1 : 1))
}

/** What all results of a unit have to say to be taken as that result. @throws UserError for a sum that none has */
export function resultSum(result: ResultFile): string {
  const sum = sumOf(result)
  if (sum === null) throw new UserError('project', `The result ${result.key} cannot be summed.`)
  return sum
}

/**
 * Reads a bundle: which of its units are whole, and in one sentence each what of it is not.
 *
 * @param jobsSum sum of the manifest that it must be of
 * @param wanted only these keys; null: all
 */
export async function readBundle(
  jobs: string,
  name: string,
  jobsSum: string,
  wanted: ReadonlySet<string> | null,
): Promise<{ units: BundledUnit[]; damages: string[] }> {
  const folder = join(jobs, 'bundles', name)
  const listed = await listOf(folder)
  if (listed instanceof UserError) return { units: [], damages: [listed.message] }
  if (listed !== null && listed.jobs !== jobsSum)
    return { units: [], damages: [`"${folder}" was computed for other jobs than those of this folder.`] }
  const must = new Map(listed?.units.map(({ key, arrays }) => [key, arrays]) ?? [])
  const there = (await namesIn(folder)).flatMap((file) => /^([0-9a-f]{64})\.json$/.exec(file)?.[1] ?? [])
  const units: BundledUnit[] = []
  const isThere = new Set(there)
  // Nothing is read of those that are not there: of a list of many absent ones that would take minutes.
  const damages = [...must.keys()]
    .filter((key) => !isThere.has(key) && (wanted?.has(key) ?? true))
    .map((key) => goneWords(join(folder, `${key}.json`)))
  for (const key of there) {
    if (wanted !== null && !wanted.has(key)) continue
    try {
      units.push(await readUnit(folder, name, key, jobsSum, must.get(key) ?? false))
    } catch (error) {
      if (!(error instanceof UserError) || error.kind === 'storage') throw error
      damages.push(error.message)
    }
  }
  const more = damages.length - MOST_DAMAGES
  if (more > 0) damages.splice(MOST_DAMAGES, more, `Of "${folder}" ${more} more units are damaged or gone.`)
  return { units, damages }
}

function goneWords(path: string): string {
  return `"${path}" is gone, and the bundle says that it is there.`
}

async function listOf(folder: string): Promise<BundleFile | UserError | null> {
  try {
    return await readStored(join(folder, 'bundle.json'), BUNDLE_FILE)
  } catch (error) {
    if (error instanceof UserError && error.kind !== 'storage') return error
    throw error
  }
}

/** @throws UserError('project') in one sentence for one that is gone, cut off, changed, or of something else */
async function readUnit(
  folder: string,
  bundle: string,
  key: string,
  jobsSum: string,
  mustHaveArrays: boolean,
): Promise<BundledUnit> {
  const path = join(folder, `${key}.json`)
  const record = await readStored(path, UNIT_RECORD)
  if (record === null) throw new UserError('project', goneWords(path))
  const { result } = record
  if (record.jobs !== jobsSum)
    throw new UserError('project', `"${path}" was computed for other jobs than those of this folder.`)
  if (result.key !== key || sha256(canonicalJson(result.inputs)) !== key)
    throw new UserError(
      'project',
      `"${path}" is not the unit that its name says: its key does not follow from what is in it.`,
    )
  const found = { key, sum: resultSum(result), needs: record.needs, bundle, record }
  if (result.arrays === null) return { ...found, arrays: null }
  if (
    !/^\.(npz|safetensors)$/.test(result.arrays.file.slice(key.length)) ||
    !result.arrays.file.startsWith(key)
  )
    throw new UserError('project', `"${path}" names a file of arrays that is not the unit's own.`)
  const arrays = join(folder, arraysName(result))
  const status = await lstat(arrays).catch(() => null)
  if (status === null) {
    if (!mustHaveArrays) return { ...found, arrays: null }
    throw new UserError('project', `"${arrays}" is gone, and the bundle says that it is there.`)
  }
  if (!status.isFile() || status.size !== result.arrays.bytes)
    throw new UserError(
      'project',
      `"${arrays}" is cut off or damaged: it has ${status.size} bytes instead of ${result.arrays.bytes}.`,
    )
  if ((await hashOfFile(arrays)) !== result.arrays.sha256)
    throw new UserError('project', `"${arrays}" is damaged: its content is not what was computed.`)
  return { ...found, arrays }
}

/** Named by content: what two runs of a task write at a time never mixes. */
function arraysName({ arrays }: ResultFile): string {
  const ending = arrays!.file.endsWith('.npz') ? 'npz' : 'safetensors'
  return `${arrays!.sha256}.${ending}`
}

/** Writes a bundle, unit by unit; one that a killed task has left is gone on with. */
export class BundleWriter {
  readonly #door: WriteDoor
  readonly #units = new Map<string, { arrays: string | null }>()

  private constructor(
    jobs: string,
    private readonly folder: string,
    private readonly head: Pick<BundleFile, 'jobs' | 'first' | 'last'>,
  ) {
    this.#door = new WriteDoor(jobs)
  }

  /** @param units those of it that are whole already */
  static async open(
    jobs: string,
    head: Pick<BundleFile, 'jobs' | 'first' | 'last'>,
    units: readonly BundledUnit[],
  ): Promise<BundleWriter> {
    const writer = new BundleWriter(jobs, join(jobs, 'bundles', bundleName(head.first, head.last)), head)
    for (const { key, arrays } of units) writer.#units.set(key, { arrays })
    await writer.#door.makeFolder(writer.folder)
    await writer.#list()
    return writer
  }

  has(key: string): boolean {
    return this.#units.has(key)
  }

  /**
   * @param arrays path of the unit's arrays; null: it has none, or nobody will read them
   * @throws UserError('storage') where the storage of the jobs is full or gone
   */
  async add(record: Omit<UnitRecord, 'format' | 'version' | 'jobs'>, arrays: string | null): Promise<void> {
    const { result } = record
    const place = arrays === null ? null : join(this.folder, arraysName(result))
    if (arrays !== null && place !== null) {
      await this.#door.copy(arrays, place)
      if ((await hashOfFile(place)) !== result.arrays!.sha256)
        throw new UserError(
          'storage',
          `"${place}" is not what was written there: the disk may be failing. Run the task again.`,
        )
    }
    await this.#door.writeStored(join(this.folder, `${result.key}.json`), {
      format: 'halfpower finished unit',
      version: 1,
      jobs: this.head.jobs,
      ...record,
    })
    this.#units.set(result.key, { arrays: place })
    await this.#list()
  }

  /** Takes arrays away that no unit will read again. */
  async drop(key: string): Promise<void> {
    const known = this.#units.get(key)
    if (!known || known.arrays === null) return
    const { arrays } = known
    this.#units.set(key, { arrays: null })
    await this.#list()
    await this.#door.remove(arrays)
  }

  async #list(): Promise<void> {
    const units = [...this.#units].map(([key, { arrays }]) => ({ key, arrays: arrays !== null }))
    await this.#door.writeStored(join(this.folder, 'bundle.json'), {
      format: 'halfpower bundle',
      version: 1,
      ...this.head,
      units,
    })
  }
}
