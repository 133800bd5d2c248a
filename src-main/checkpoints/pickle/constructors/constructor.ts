/** What a data constructor is, and how it complains about its arguments. */
import { UserError } from '../../../contract/errors'
import type { ByteSource } from '../../byte-source'
import type { Budget } from '../budget'
import type { LazyBytes, Value } from '../values'

export interface Context {
  /** How sentences call the file. */
  readonly name: string
  /** Copying is paid for here, or a pickle could copy one long list a million times. */
  readonly budget: Budget
  readonly source: ByteSource
  /** The storage inside the bytes that `torch.storage._load_from_bytes` is given: a file within the file. */
  readonly loadStorage?: ((bytes: Uint8Array | LazyBytes, budget: Budget) => Promise<Value>) | undefined
}

/**
 * Makes data of arguments, as the Python function of that name would, without being it. Everything about the
 * arguments is checked: they come from the file.
 * @returns undefined where the arguments are not the ones we know; the call then stays inert.
 */
export type Constructor = (args: readonly Value[], context: Context) => Value | undefined | Promise<Value>

/** The refusal of a tensor or array whose description contradicts itself. */
export function contradiction(context: Context, what: string): UserError {
  return new UserError(
    'input',
    `${context.name} is damaged or was made to deceive: ${what}; get the file again from where it comes from.`,
  )
}
