/**
 * A job process's work, whatever carries its messages: requests one after another, each checked first.
 */
import { toErrorData } from '../contract/errors'
import { jobRequestSchema } from '../contract/tasks'
import { RequestHandler } from './handle-request'
import type { JobMessage } from '../contract/tasks'

/** Says that the process is ready; returns what takes the messages of the parent. */
export function serveRequests(send: (message: JobMessage) => void): (received: unknown) => void {
  const handler = new RequestHandler(send, true)
  let turn: Promise<void> = Promise.resolve()
  send({ message: 'ready' })
  return (received) => {
    const checked = jobRequestSchema.safeParse(received)
    if (checked.success) turn = turn.then(() => handler.handle(checked.data))
    else send({ message: 'error', error: toErrorData(new Error(`Not a request: ${checked.error.message}`)) })
  }
}
