/**
 * The entry of the job process: takes requests from its parent and answers with messages. It ends when the
 * parent is gone, and leaves Ctrl-C to the parent, which decides what it means.
 */
import { toErrorData } from '../contract/errors'
import { jobRequestSchema } from '../contract/tasks'
import { RequestHandler } from './handle-request'
import type { JobMessage } from '../contract/tasks'

const send = (message: JobMessage): void => {
  if (process.connected) process.send?.(message)
}

const handler = new RequestHandler(send)
let turn: Promise<void> = Promise.resolve()

process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit(0))
process.on('message', (received) => {
  const checked = jobRequestSchema.safeParse(received)
  if (checked.success) turn = turn.then(() => handler.handle(checked.data))
  else send({ message: 'error', error: toErrorData(new Error(`Not a request: ${checked.error.message}`)) })
})
send({ message: 'ready' })
