/** The repository's folder, for what runs from its sources and for what was bundled into out/, at whatever depth. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function rootOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootOf(dirname(folder))
}

export const ROOT = rootOf(dirname(fileURLToPath(import.meta.url)))
