/** Texts that lie beside a file of weights and say what it is: most weights have none. */
import { readWhole } from '../../checkpoints/onnx/external-data'
import { openBeside } from '../../checkpoints/open'
import { UserError } from '../../contract/errors'

export const CONFIG = 'config.json'

/** Its content; '' where it is not there, cannot be read, or has more than `largest` bytes. */
export async function textBeside(folder: string, file: string, largest: number): Promise<string> {
  try {
    const source = await openBeside(folder, file)
    try {
      return source.size > largest ? '' : new TextDecoder().decode(await readWhole(source, 0, source.size))
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof UserError) return ''
    throw error
  }
}
