/**
 * The windows that are connected: takes their calls, tells all of them every event, and knows how many
 * there are. Who may connect has been decided before.
 */
import { WebSocketServer } from 'ws'
import { events } from '../../contract/events'
import { answer } from '../answer'
import { LONGEST_CALL, readCall, writeAnswer, writeEvent } from './messages'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { EventName } from '../../contract/events'
import type { Answering } from '../answer'
import type { Announcing } from '../study-watch'

/** Windows at once: more would be a mistake of a page, not a person's wish. */
const MOST_WINDOWS = 32
/** Bytes that a window may leave unread; beyond it is cut off, and its page connects again. */
const MOST_UNREAD = 32 * 2 ** 20
/** Milliseconds between looking whether windows are still there. */
const HEARTBEAT = 15_000
/** Milliseconds that a window has to answer a goodbye. */
const GOODBYE = 300

export class Windows {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_CALL,
    perMessageDeflate: false,
    clientTracking: false,
  })
  readonly #open = new Map<WebSocket, { alive: boolean }>()
  readonly #endListening: (() => void)[]
  readonly #heartbeat: NodeJS.Timeout
  #calls = 0

  constructor(
    private readonly workbench: Answering & Announcing,
    private readonly onCount: (windows: number) => void,
  ) {
    this.#endListening = (Object.keys(events) as EventName[]).map((name) =>
      workbench.on(name, (payload) => this.#tell(writeEvent(name, payload))),
    )
    this.#heartbeat = setInterval(() => this.#lookWhoIsThere(), HEARTBEAT)
    this.#heartbeat.unref()
  }

  get count(): number {
    return this.#open.size
  }

  /** Calls that are being answered now. */
  get calls(): number {
    return this.#calls
  }

  /** Makes a connection a window's. */
  admit(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, connection, head, (socket) => {
      if (this.#open.size >= MOST_WINDOWS) {
        socket.close(1013, 'Too many windows.')
        return
      }
      const state = { alive: true }
      this.#open.set(socket, state)
      socket.on('pong', () => (state.alive = true))
      socket.on('message', (data, binary) => void this.#hear(socket, data, binary))
      // What is wrong with a connection (a message too long, say) ends it; its end is said by `close`.
      socket.on('error', () => undefined)
      socket.on('close', () => {
        if (this.#open.delete(socket)) this.onCount(this.#open.size)
      })
      this.onCount(this.#open.size)
    })
  }

  /** Says goodbye to every window; the windows' going is no news any more. */
  close(): void {
    clearInterval(this.#heartbeat)
    for (const end of this.#endListening) end()
    const sockets = [...this.#open.keys()]
    this.#open.clear()
    for (const socket of sockets) {
      socket.close(1001, 'Halfpower has ended.')
      setTimeout(() => socket.terminate(), GOODBYE)
    }
    this.#server.close()
  }

  async #hear(socket: WebSocket, data: WebSocket.RawData, binary: boolean): Promise<void> {
    // With ws's default binaryType, a text message is one Buffer.
    const read = readCall(binary || !Buffer.isBuffer(data) ? '' : data.toString())
    if ('reply' in read) {
      this.#send(socket, read.reply)
      return
    }
    const { id, method, input } = read.call
    this.#calls++
    try {
      this.#send(socket, writeAnswer(id, await answer(this.workbench, method, input)))
    } finally {
      this.#calls--
    }
  }

  #tell(text: string): void {
    for (const socket of this.#open.keys()) this.#send(socket, text)
  }

  #send(socket: WebSocket, text: string): void {
    if (socket.bufferedAmount > MOST_UNREAD) socket.terminate()
    else if (socket.readyState === socket.OPEN) socket.send(text)
  }

  #lookWhoIsThere(): void {
    for (const [socket, state] of this.#open) {
      if (!state.alive) socket.terminate()
      else {
        state.alive = false
        socket.ping()
      }
    }
  }
}
