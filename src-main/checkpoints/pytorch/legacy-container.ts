/**
 * PyTorch's files from before 1.6, and what `torch.save(..., _use_new_zipfile_serialization=False)` writes:
 * five pickles one after another (a magic number, a protocol, facts about the machine, the object, the keys of
 * the storages), then each storage: its number of values and the values, always little-endian.
 */
import { UserError } from '../../contract/errors'
import { rangeOf } from '../byte-range'
import type { ByteSource } from '../byte-source'
import { printable } from '../printable'
import type { Budget } from '../pickle/budget'
import type { Context } from '../pickle/constructors/constructor'
import { readPickle } from '../pickle/interpret'
import { sourceOfBytes } from '../pickle/lazy-source'
import { LazyBytes, List, Storage } from '../pickle/values'
import type { Value } from '../pickle/values'
import type { Contents } from './contents'
import { StorageTable } from './storages'

const MAGIC = 0x1950a86a20f9469cfc6cn
/** The magic number as a pickle of protocol 2 or later begins, after its protocol. */
const MAGIC_BYTES = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
const PROTOCOL = 1001
const COUNT_BYTES = 8
/** What reading one file within the file is counted as, in bytes of the budget: five pickles, each with a machine of its own. */
const NESTED_BYTES = 8192

/** The same in protocols 0 and 1. */
const MAGIC_TEXT = Buffer.from(`L${MAGIC}L\n.`)

/** Whether the bytes begin with the magic number. */
export function isLegacy(head: Uint8Array): boolean {
  // From protocol 4 on there is a frame of eight bytes' length around it.
  const start = head[2] === 0x95 ? 11 : 2
  if (head[0] === 0x80) return MAGIC_BYTES.every((byte, i) => head[i + start] === byte)
  return MAGIC_TEXT.every((byte, i) => head[i] === byte)
}

/**
 * Reads the pickles and finds the storages.
 * @param budget of the pickle that this file is inside, if it is.
 * @throws UserError('input') when it is damaged, hostile, or ends early.
 */
export async function readLegacyContainer(
  source: ByteSource,
  nested?: { budget: Budget },
): Promise<Contents> {
  const damaged = (what: string) =>
    new UserError('input', `${source.name} is truncated or damaged: ${what}; download or copy it again.`)
  const budget = nested?.budget
  const options = budget ? { budget } : {}
  const magic = await readPickle(source, options)
  if (magic.value !== MAGIC) throw damaged('it does not begin as a PyTorch file does')
  const protocol = await readPickle(source, { ...options, start: magic.end })
  if (protocol.value !== PROTOCOL) throw damaged(`it is not of PyTorch's protocol ${PROTOCOL}`)
  const machine = await readPickle(source, { ...options, start: protocol.end })
  const table = new StorageTable(source.name)
  const root = await readPickle(source, {
    ...options,
    start: machine.end,
    persistent: table.persistent,
    loadStorage: nested ? undefined : loadNestedStorage(source.name),
  })
  const keys = await readPickle(source, { ...options, start: root.end })
  if (!(keys.value instanceof List)) throw damaged('the list of its storages is missing')
  const places = await findStorages(source, keys.value.items, keys.end, table, damaged)
  let dataBytes = 0
  for (const place of places.values()) dataBytes += place.size
  for (const storage of table.storages) {
    if (storage.location === 'meta') continue
    const place = places.get(storage.key)
    const { bytes } = storage.type
    if (!place || (storage.viewOffset + storage.count) * bytes > place.size)
      throw damaged(`the values of its storage "${printable(storage.key)}" are not all in it`)
    storage.data = rangeOf(place, storage.viewOffset * bytes, storage.count * bytes)
  }
  return { format: 'pytorch legacy', root: root.value, inert: root.inert, dataBytes, warnings: [] }
}

/** Where each storage's values are, by key: they follow one another in the order of the keys. */
async function findStorages(
  source: ByteSource,
  keys: readonly Value[],
  start: number,
  table: StorageTable,
  damaged: (what: string) => UserError,
): Promise<Map<string, ByteSource>> {
  const types = new Map(table.storages.map(({ key, type }) => [key, type]))
  const places = new Map<string, ByteSource>()
  let position = start
  for (const item of keys) {
    const key = typeof item === 'number' ? String(item) : item
    const type = typeof key === 'string' ? types.get(key) : undefined
    if (typeof key !== 'string' || !type) throw damaged('it holds a storage that nothing in it refers to')
    if (places.has(key)) throw damaged('it holds one storage twice')
    const header = await source.read(position, COUNT_BYTES)
    const count = Number(new DataView(header.buffer, header.byteOffset).getBigInt64(0, true))
    const place = rangeOf(source, position + COUNT_BYTES, count * type.bytes)
    places.set(key, place)
    position += COUNT_BYTES + place.size
  }
  return places
}

/**
 * The storage inside the bytes that `torch.storage._load_from_bytes` was given, which is how plain
 * `pickle.dump` writes tensors. One level only.
 */
export function loadNestedStorage(file: string): NonNullable<Context['loadStorage']> {
  return async (bytes: Uint8Array | LazyBytes, budget: Budget) => {
    // The same bytes may be loaded a million times: they are paid for as often; those that must be decoded, in full.
    const isDecoded = bytes instanceof LazyBytes && bytes.kind === 'bytes in utf8'
    budget.keep(NESTED_BYTES + (isDecoded ? bytes.length : 0))
    const source = await sourceOfBytes(bytes, file)
    const { root } = await readLegacyContainer(source, { budget })
    if (root instanceof Storage) return root
    throw new UserError(
      'input',
      `${file} is damaged or was made to deceive: it holds a file within the file that is no block of numbers.`,
    )
  }
}
