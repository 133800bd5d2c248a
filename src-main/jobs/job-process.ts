/**
 * The entry of the job process: takes requests from its parent and answers with messages. It ends when the
 * parent is gone, also in the middle of a computation, and leaves Ctrl-C and a closed terminal to the parent, which decides what they mean.
 */
import { serveRequests } from './serve-requests'
import { watchParent } from './watch-parent'

for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit(0))
watchParent()
const receive = serveRequests((message) => {
  if (process.connected) process.send?.(message)
})
process.on('message', receive)
