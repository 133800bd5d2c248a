/**
 * The entry of the job process: takes requests from its parent and answers with messages. It ends when the
 * parent is gone, and leaves Ctrl-C to the parent, which decides what it means.
 */
import { serveRequests } from './serve-requests'

process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit(0))
const receive = serveRequests((message) => {
  if (process.connected) process.send?.(message)
})
process.on('message', receive)
