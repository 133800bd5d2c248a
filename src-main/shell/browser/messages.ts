/**
 * What goes over a window's WebSocket: `{ id, method, input }` → `{ id, output }` or `{ id, error }`, and
 * `{ event, payload }` unasked. Reads and writes text; knows no socket.
 */
import { z } from 'zod'
import type { ErrorData } from '../../contract/errors'
import type { EventName } from '../../contract/events'
import type { Answer } from '../answer'

const callSchema = z.strictObject({
  id: z.int().min(0),
  method: z.string().max(100),
  input: z.unknown(),
})
export type Call = z.infer<typeof callSchema>

/** Bytes of one call: a list of studies' requests is small, and files do not come this way. */
export const LONGEST_CALL = 2 ** 20

const ERROR: ErrorData = {
  kind: 'usage',
  message: 'That is no call: a call is JSON, { "id": whole number, "method": name, "input": … }.',
}

/** A call, or the text that answers what is none. */
export function readCall(text: string): { call: Call } | { reply: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { reply: writeAnswer(null, { error: ERROR }) }
  }
  const checked = callSchema.safeParse(value)
  if (checked.success) return { call: checked.data }
  const id = z.object({ id: z.int().min(0) }).safeParse(value)
  return { reply: writeAnswer(id.success ? id.data.id : null, { error: ERROR }) }
}

/** @param id of the call; null when it had none that could be read */
export function writeAnswer(id: number | null, answer: Answer): string {
  return JSON.stringify({ id, ...answer })
}

export function writeEvent(event: EventName, payload: unknown): string {
  return JSON.stringify({ event, payload })
}
