/**
 * Hashes of the user's files, remembered on this machine: one small file for each folder of images. They are kept with
 * the user and not in a project, because paths and times are those of this machine, because two projects read the same
 * images, and because a project that comes from somebody else must not say what the user's files hold. All of it may be
 * deleted at any time; the files are then read once more.
 */
import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hashSchema } from '../../contract/primitives'
import { readStored } from '../../project/stored-file'
import { withSum } from '../../project/sum'
import { WriteDoor, makeNamedFolder } from '../../project/write-atomically'
import type { FileMemory, RememberedFile } from '../../datasets/contents'
import type { StoredKind } from '../../project/stored-file'
import type { StoredHead } from '../../project/sum'

const memorySchema = z.object({
  folder: z.string(),
  /** Name, bytes, time of the content, time of any change (ms since 1970), SHA-256. */
  files: z.array(z.tuple([z.string(), z.number(), z.number(), z.number(), hashSchema])),
})
const MEMORY_FILE: StoredKind<z.infer<typeof memorySchema>> = {
  format: 'halfpower file hashes',
  version: 1,
  schema: memorySchema,
  remedy: 'delete it: the files are then read once more',
  migrations: {},
}

export class StoredFileMemory implements FileMemory {
  /** @param folder where they are kept; made when something is remembered */
  constructor(private readonly folder: string) {}

  /** Nothing where nothing can be read: it is computed anew. */
  async recall(folder: string): Promise<Map<string, RememberedFile>> {
    try {
      const real = await realpath(folder)
      const stored = await readStored(this.#path(real), MEMORY_FILE)
      if (stored?.folder !== real) return new Map()
      return new Map(
        stored.files.map(([name, size, modified, changed, hash]) => [
          name,
          { size, modified, changed, hash },
        ]),
      )
    } catch {
      return new Map()
    }
  }

  /** A home that is full or may not be written costs time, and nothing else. */
  async remember(folder: string, files: ReadonlyMap<string, RememberedFile>): Promise<void> {
    try {
      const real = await realpath(folder)
      await makeNamedFolder(this.folder)
      await new WriteDoor(this.folder).write(
        this.#path(real),
        JSON.stringify(
          withSum<z.infer<typeof memorySchema> & StoredHead>({
            format: MEMORY_FILE.format,
            version: MEMORY_FILE.version,
            folder: real,
            files: [...files].map(([name, { size, modified, changed, hash }]) => [
              name,
              size,
              modified,
              changed,
              hash,
            ]),
          }),
        ),
      )
    } catch {
      // As above.
    }
  }

  #path(real: string): string {
    return join(this.folder, `${createHash('sha256').update(real).digest('hex').slice(0, 32)}.json`)
  }
}
