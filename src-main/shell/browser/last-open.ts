/**
 * What the window in a browser showed last: the project, and the part of the page behind `#`. A start that names no
 * project opens it again, as Electron's window does (shell/electron/memory.ts). A convenience: a file that cannot be read
 * counts as none, one that cannot be written stays as it was.
 */
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { readRegularText } from '../../files/regular'
import { makeNamedFolder, WriteDoor } from '../../project/write-atomically'
import { configurationFolder } from '../../workbench/recent-projects'

const openSchema = z.object({
  /** Folder of the project. */
  project: z.string().min(1),
  /** What stands behind `#`. */
  part: z.string().max(2000),
})
const fileSchema = z.object({
  format: z.literal('halfpower browser window'),
  version: z.literal(1),
  open: openSchema.nullable(),
})
export type Open = z.infer<typeof openSchema>

export class LastOpen {
  #project: string | null = null
  #part = ''
  #writing: Promise<void> = Promise.resolve()

  constructor(private readonly path = join(configurationFolder(), 'browser-window.json')) {}

  /** What was open at the last end; null: nothing, or nobody knows. */
  async read(): Promise<Open | null> {
    try {
      return fileSchema.parse(JSON.parse(await readRegularText(this.path))).open
    } catch {
      return null
    }
  }

  /** Another project is open, or none. Kept at once: a program that is killed has no end. */
  opened(project: string | null): void {
    if (project === this.#project) return
    this.#project = project
    this.#part = ''
    void this.keep()
  }

  /** A window shows another part of the page. */
  shows(part: string): void {
    this.#part = part
  }

  /** Never throws: a window that is not remembered is no reason to stop. */
  async keep(): Promise<void> {
    const open: Open | null = this.#project === null ? null : { project: this.#project, part: this.#part }
    this.#writing = this.#writing
      .then(async () => {
        await makeNamedFolder(dirname(this.path))
        await new WriteDoor(dirname(this.path)).writeStored(this.path, {
          format: 'halfpower browser window',
          version: 1,
          open,
        })
      })
      .catch(() => undefined)
    await this.#writing
  }
}
