/**
 * A project as one zip file, without its images, and back. What comes in one is somebody else's: every name must be that
 * of a file that a project has, sizes and checksums are verified by the reader of archives, and what is made of it is
 * opened like any project that was sent.
 */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { dirname, join, resolve } from 'node:path'
import { crc32 } from 'node:zlib'
import { PIECE_BYTES, openByteSource } from '../checkpoints/byte-source'
import { openZip } from '../checkpoints/zip-source'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { MOST_TEXT, streamRegular } from '../files/regular'
import { PROJECT_FILE } from './kinds'
import { isProjectFile, portableFiles } from './portable'
import { intoNewProject, severalAtATime } from './project-copy'
import { parseStored } from './stored-file'
import { WriteDoor } from './write-atomically'
import type { ByteSource } from '../checkpoints/byte-source'
import type { ZipArchive } from '../checkpoints/zip-source'
import type { ZipMember } from '../checkpoints/zip'
import type { PortableFile } from './portable'
import type { Project } from './project'

/** Beyond these, a zip needs 64-bit records, which what writes it here does not know. */
const LARGEST = { bytes: 0xffffffff - 2 ** 24, members: 65_535 }
/** What a zip may unpack to: so much, and so much for each byte of it. Logs pack to a twentieth, arrays hardly. */
const UNPACKED = { bytes: 64 * 1024 ** 2, perByte: 40 }

/** @param path of the zip file, which is replaced as a whole */
export async function exportProject(
  project: Project,
  path: string,
): Promise<{ file: string; files: number; bytes: number }> {
  const file = resolve(path)
  if (!/\.zip$/i.test(file))
    throw new UserError('usage', `"${shown(path)}" must end in ".zip": that is what is written.`)
  const files = await portableFiles(project, false, null)
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0)
  if (bytes > LARGEST.bytes || files.length > LARGEST.members)
    throw new UserError(
      'usage',
      `The project has ${(bytes / 1e9).toFixed(1)} GB in ${files.length} files without its images, and one zip takes 4 GB and ${LARGEST.members} files: save a copy of it instead, or delete studies and empty the bin.`,
    )
  const door = new WriteDoor(dirname(file))
  const temporary = await door.temporary(file)
  try {
    await door.createTemporary(temporary, zipped(files))
    await door.putInPlace(temporary, file)
  } catch (error) {
    await door.remove(temporary).catch(() => undefined)
    throw error
  }
  return { file, files: files.length, bytes }
}

/** The archive in pieces, as the files are read. */
async function* zipped(files: readonly PortableFile[]): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = []
  const failures: Error[] = []
  const zip = new Zip((error, piece) => {
    if (error) failures.push(error)
    else pieces.push(piece)
  })
  for (const { name, from } of files) {
    // Arrays and weights are as good as random: packing them takes long and saves nothing.
    const member = /\.jsonl?$/.test(name) ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name)
    zip.add(member)
    if ('text' in from) member.push(new TextEncoder().encode(from.text), true)
    else {
      for await (const piece of await streamRegular(from.path)) {
        member.push(new Uint8Array(piece as Uint8Array))
        yield* pieces.splice(0)
      }
      member.push(new Uint8Array(0), true)
    }
    for (const failure of failures) throw failure
    yield* pieces.splice(0)
  }
  zip.end()
  yield* pieces.splice(0)
}

/** Makes a project of a zip file in a folder that is not there yet, or empty. Returns the folder. */
export async function importProject(path: string, to: string): Promise<string> {
  const folder = resolve(to)
  const source = await openByteSource(resolve(path))
  try {
    const archive = await openZip(source)
    const members = membersOf(archive, shown(path))
    const bytes = members.reduce((sum, { member }) => sum + member.bytes, 0)
    const most = UNPACKED.bytes + UNPACKED.perByte * source.size
    if (bytes > most)
      throw new UserError(
        'input',
        `"${shown(path)}" would unpack to ${bytes} bytes, and at most ${most} are unpacked of a file of ${source.size} bytes: it was made to deceive, or holds something that no project does. Ask for it again, written by "halfpower pack".`,
      )
    const head = members.find(({ name }) => name === 'project.json')
    if (!head)
      throw new UserError(
        'input',
        `"${shown(path)}" holds no Halfpower project (no project.json): export one with "halfpower pack" or the button on the page Start.`,
      )
    // Before anything is made: what is newer or damaged is refused.
    parseStored(`${path}: project.json`, await textOf(archive, head.member), PROJECT_FILE)
    await intoNewProject(folder, async (door) => {
      const take = async ({ name, member }: (typeof members)[number]): Promise<void> => {
        const place = join(folder, ...name.split('/'))
        if (dirname(place) !== folder) await door.makeFolder(dirname(place))
        await unpack(archive, member, door, place)
      }
      const isSmall = ({ member }: (typeof members)[number]): boolean => member.bytes <= PIECE_BYTES
      await severalAtATime(members.filter(isSmall), take)
      // Unpacked in memory, so one at a time.
      for (const large of members.filter((each) => !isSmall(each))) await take(large)
    })
    return folder
  } finally {
    await source.close()
  }
}

/** What is stored as it is comes in pieces, however large; what is packed is unpacked in memory, within the reader's bound. */
async function unpack(archive: ZipArchive, member: ZipMember, door: WriteDoor, place: string): Promise<void> {
  if (member.method !== 0 || member.bytes <= PIECE_BYTES) {
    await door.write(place, await archive.read(member))
    return
  }
  const temporary = await door.temporary(place)
  await door.createTemporary(temporary, checkedPieces(await archive.open(member), member))
  await door.putInPlace(temporary, place)
}

async function* checkedPieces(source: ByteSource, member: ZipMember): AsyncGenerator<Uint8Array> {
  let sum = 0
  for (let start = 0; start < member.bytes; start += PIECE_BYTES) {
    const piece = await source.read(start, Math.min(PIECE_BYTES, member.bytes - start))
    sum = crc32(piece, sum)
    yield piece
  }
  if (sum !== member.crc32)
    throw new UserError(
      'input',
      `${source.name} is damaged at "${shown(member.name)}" (its checksum is another): get the file again.`,
    )
}

/** @throws UserError('input') for a name that no file of a project has: nothing is taken of such an archive */
function membersOf(archive: ZipArchive, path: string): { name: string; member: ZipMember }[] {
  const files = archive.members.filter(({ name }) => !name.endsWith('/'))
  // Packed by hand, a folder has its own name above everything.
  const first = files[0]?.name.split('/')[0] ?? ''
  const isAbove = files.some(({ name }) => name === `${first}/project.json`)
  const below = isAbove && files.every(({ name }) => name.startsWith(`${first}/`)) ? `${first}/` : ''
  const seen = new Set<string>()
  return files.flatMap((member) => {
    const name = member.name.slice(below.length)
    // What other systems put beside every file.
    if (/(^|\/)(\.DS_Store|lock|mark\.json)$/.test(name) || name.startsWith('data/')) return []
    if (!isProjectFile(name))
      throw new UserError(
        'input',
        `"${path}" holds "${shown(member.name)}", which no file of a project is called: it was made by something else, and nothing of it is taken.`,
      )
    if (seen.has(name.toLowerCase()))
      throw new UserError('input', `"${path}" holds "${shown(name)}" twice, and nothing of it is taken.`)
    seen.add(name.toLowerCase())
    return [{ name, member }]
  })
}

async function textOf(archive: ZipArchive, member: ZipMember): Promise<string> {
  return new TextDecoder().decode(await archive.read(member, MOST_TEXT))
}
