/**
 * The entry of the job process inside Electron: the same work as jobs/job-process.ts, over the line that a
 * utility process has to its parent. It is ended with its parent by Electron.
 */
import { serveRequests } from '../../jobs/serve-requests'

const port = process.parentPort
const receive = serveRequests((message) => port.postMessage(message))
port.on('message', ({ data }) => receive(data))
