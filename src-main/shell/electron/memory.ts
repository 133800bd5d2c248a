/**
 * What this host remembers from one start to the next: the window's place, the folder of the last dialog, and what was
 * open. A file in Electron's folder for the user; one that cannot be read counts as none.
 */
import { z } from 'zod'
import { readRegularText } from '../../files/regular'
import { writeAtomically } from '../../project/write-atomically'
import { windowStateSchema } from './window-state'

const openSchema = z.object({
  /** Folder of the project. */
  project: z.string(),
  /** Part of the page: what stands behind `#`. */
  part: z.string().max(2000),
})

const memorySchema = z.object({
  format: z.literal('halfpower window'),
  version: z.literal(1),
  window: windowStateSchema.nullable(),
  lastFolder: z.string().nullable(),
  open: openSchema.nullable().default(null),
})
type Remembered = Pick<z.infer<typeof memorySchema>, 'window' | 'lastFolder' | 'open'>

export class Memory {
  #remembered: Remembered = { window: null, lastFolder: null, open: null }
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(private readonly path: string) {}

  static async read(path: string): Promise<Memory> {
    const memory = new Memory(path)
    try {
      const { window, lastFolder, open } = memorySchema.parse(JSON.parse(await readRegularText(path)))
      memory.#remembered = { window, lastFolder, open }
    } catch {
      // The first start, or a damaged file: nothing is remembered.
    }
    return memory
  }

  get remembered(): Readonly<Remembered> {
    return this.#remembered
  }

  /** Never throws: a window that is not remembered is no reason to stop. Resolves when it is written. */
  async remember(changes: Partial<Remembered>): Promise<void> {
    this.#remembered = { ...this.#remembered, ...changes }
    const text = JSON.stringify({ format: 'halfpower window', version: 1, ...this.#remembered }, null, 2)
    this.#writing = this.#writing.then(() => writeAtomically(this.path, `${text}\n`)).catch(() => undefined)
    await this.#writing
  }
}
