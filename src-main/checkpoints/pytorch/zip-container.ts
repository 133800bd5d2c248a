/**
 * PyTorch's zip files (since 1.6) and TorchScript archives: `TOP/data.pkl` names storages, which are the members
 * `TOP/data/KEY`. Of TorchScript only the tensors are read, never the code; other members, pickles among them,
 * are not opened at all.
 */
import { UserError } from '../../contract/errors'
import { bytesAsSource } from '../byte-source'
import type { ByteSource } from '../byte-source'
import { printable } from '../printable'
import { pickleLimits } from '../pickle/budget'
import { readPickle } from '../pickle/interpret'
import { Dictionary } from '../pickle/values'
import type { Value } from '../pickle/values'
import type { ZipMember } from '../zip'
import { openZip } from '../zip-source'
import type { ZipArchive } from '../zip-source'
import type { Contents } from './contents'
import { loadNestedStorage } from './legacy-container'
import { StorageTable } from './storages'

/** The pickle of a large model has less than a megabyte. */
const PICKLE_BYTES = 64 * 1024 ** 2

/** What the archive is, from the names of its members; null for somebody else's zip. */
export function zipKind(members: readonly { name: string }[]): 'pytorch zip' | 'torchscript' | null {
  const names = new Set(members.map(({ name }) => name))
  for (const name of names) {
    const top = topOf(name, 'data.pkl')
    if (top !== undefined) return names.has(`${top}constants.pkl`) ? 'torchscript' : 'pytorch zip'
    if (topOf(name, 'model.json') !== undefined && /(^|\/)tensors\//.test([...names].join('\n')))
      return 'torchscript'
  }
  return null
}

/**
 * Reads the archive's pickle and finds its storages.
 * @throws UserError('input') when it is damaged, hostile, or lacks what it refers to.
 */
export async function readZipContainer(source: ByteSource): Promise<Contents> {
  const { name } = source
  const archive = await openZip(source)
  const tops = archive.members.flatMap((member) => topOf(member.name, 'data.pkl') ?? [])
  const [top] = tops
  if (top === undefined) {
    throw new UserError(
      'input',
      archive.members.some((member) => topOf(member.name, 'model.json') !== undefined)
        ? `${name} is a TorchScript archive of PyTorch before 1.4, which is not read; load and save it again with a newer PyTorch.`
        : `${name} is a zip archive without PyTorch's data.pkl; unpack it and choose the file of weights inside.`,
    )
  }
  if (tops.length > 1) {
    throw new UserError(
      'input',
      `${name} holds ${tops.length} files called data.pkl, so that nobody can tell which is meant; save it again with torch.save.`,
    )
  }
  const littleEndian = await isLittleEndian(archive, top, name)
  const script = archive.find(`${top}constants.pkl`) !== undefined
  const stored = new StoredMembers(archive, name)
  const main = await readMember(archive, `${top}data.pkl`, `${top}data/`, stored, source, littleEndian)
  if (!script) return { format: 'pytorch zip', ...main, dataBytes: stored.bytes, warnings: [] }
  const constants = await readMember(
    archive,
    `${top}constants.pkl`,
    `${top}constants/`,
    stored,
    source,
    littleEndian,
  )
  const both = new Dictionary()
  both.set('model', main.root)
  both.set('constants', constants.root)
  return {
    format: 'torchscript',
    root: both,
    inert: new Set([...main.inert, ...constants.inert]),
    dataBytes: stored.bytes,
    warnings: ['The TorchScript code in the file was not run; only its tensors were read.'],
  }
}

async function readMember(
  archive: ZipArchive,
  pickleName: string,
  dataFolder: string,
  stored: StoredMembers,
  source: ByteSource,
  littleEndian: boolean,
): Promise<{ root: Value; inert: ReadonlySet<string> }> {
  const table = new StorageTable(source.name)
  const bytes = await archive.read(archive.find(pickleName)!, PICKLE_BYTES)
  const pickle = await readPickle(bytesAsSource(bytes, source.name), {
    // By the archive's size: the pickle may be packed.
    limits: pickleLimits(source.size),
    persistent: table.persistent,
    loadStorage: loadNestedStorage(source.name),
  })
  for (const storage of table.storages) {
    // Complex numbers and the like are never read, but have to be there all the same.
    const needed = storage.count * storage.type.bytes
    if (storage.location === 'meta') continue
    const member = archive.find(dataFolder + storage.key)
    if (!member || storage.viewOffset > 0) {
      throw new UserError(
        'input',
        `${source.name} is truncated or damaged: the values of its storage "${printable(storage.key)}" are not in it; download or copy it again.`,
      )
    }
    if (member.bytes < needed) {
      throw new UserError(
        'input',
        `${source.name} is damaged or was made to deceive: its storage "${printable(storage.key)}" should have ${needed} bytes, but has ${member.bytes}.`,
      )
    }
    storage.data = await stored.open(member)
    storage.littleEndian = littleEndian
  }
  return { root: pickle.value, inert: pickle.inert }
}

/** Members as sources, each opened once; a deflated one is unpacked when it is read, and only one at a time is kept. */
class StoredMembers {
  /** Of all that were opened, unpacked. */
  bytes = 0
  readonly #sources = new Map<ZipMember, ByteSource>()
  #unpacked: { member: ZipMember; source: Promise<ByteSource> } | null = null

  constructor(
    private readonly archive: ZipArchive,
    private readonly name: string,
  ) {}

  async open(member: ZipMember): Promise<ByteSource> {
    const known = this.#sources.get(member)
    if (known) return known
    const source = member.method === 0 ? await this.archive.open(member) : this.later(member)
    this.#sources.set(member, source)
    this.bytes += member.bytes
    return source
  }

  private later(member: ZipMember): ByteSource {
    return {
      name: this.name,
      size: member.bytes,
      read: async (offset, length) => {
        if (this.#unpacked?.member !== member) this.#unpacked = { member, source: this.archive.open(member) }
        return (await this.#unpacked.source).read(offset, length)
      },
      close: () => Promise.resolve(),
    }
  }
}

/** The record `byteorder`, which PyTorch writes since 2.1; without it the file is little-endian. */
async function isLittleEndian(archive: ZipArchive, top: string, name: string): Promise<boolean> {
  const record = archive.find(`${top}byteorder`)
  if (!record) return true
  const order = Buffer.from(await archive.read(record, 64)).toString('latin1')
  if (order === 'little' || order === 'big') return order === 'little'
  throw new UserError(
    'input',
    `${name} says its numbers are in an unknown byte order; allowed are "little" and "big".`,
  )
}

/** The folder before a member's name, with its slash, '' for none; undefined for other names and deeper ones. */
function topOf(member: string, wanted: string): string | undefined {
  if (member === wanted) return ''
  return member.endsWith(`/${wanted}`) && member.indexOf('/') === member.length - wanted.length - 1
    ? member.slice(0, -wanted.length)
    : undefined
}
