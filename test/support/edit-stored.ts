/** Editing a stored file as its sentence tells a user to: the line "sum" goes away with the change. */
import { readFile, writeFile } from 'node:fs/promises'

export async function editStored(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, withoutSumLine(change(await readFile(path, 'utf8'))))
}

export function withoutSumLine(text: string): string {
  return text.replace(/^ {2}"sum": "[0-9a-f]{64}",\n/m, '')
}
