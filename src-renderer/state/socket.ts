/**
 * The way to the workbench in a browser: one WebSocket to where the page came from. Messages are
 * `{ id, method, input }` → `{ id, output }` or `{ id, error }`, and `{ event, payload }` unasked.
 *
 * Invariant: every question ends: with its answer, or with a sentence when the host is gone. The socket
 * is opened again and again until the host is back; questions asked meanwhile wait for it.
 */
import type { Answer, Connect, ConnectionState } from './transport'

const FIRST_DELAY = 500
const LONGEST_DELAY = 4000

const GONE: Answer = {
  error: {
    kind: 'internal',
    message:
      'The Halfpower host stopped answering before it had finished this: try again when it is connected.',
  },
}

/** What arrives. The host is ours and checks what it sends; here only the envelope is looked at. */
type Message = { id: number } & Answer

export const connectSocket: Connect = ({ onEvent, onConnection }) => {
  let socket: WebSocket | null = null
  let state: ConnectionState = 'connecting'
  let delay = FIRST_DELAY
  let nextId = 1
  /** Asked, and not answered yet. */
  const asked = new Map<number, (answer: Answer) => void>()
  /** Not sent yet. */
  const waiting: string[] = []

  function change(next: ConnectionState): void {
    if (next === state) return
    state = next
    onConnection(next)
  }

  function open(): void {
    const address = new URL('socket', location.href)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    address.hash = ''
    address.search = ''
    const fresh = new WebSocket(address)
    fresh.addEventListener('open', () => {
      socket = fresh
      delay = FIRST_DELAY
      change('open')
      for (const text of waiting.splice(0)) fresh.send(text)
    })
    fresh.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as object))
    fresh.addEventListener('close', () => void closed(fresh))
  }

  function receive(message: object): void {
    if ('event' in message && 'payload' in message) onEvent(String(message.event), message.payload)
    else if ('id' in message) {
      const { id, ...answer } = message as Message
      asked.get(id)?.(answer)
      asked.delete(id)
    }
  }

  async function closed(which: WebSocket): Promise<void> {
    if (which === socket) {
      socket = null
      for (const answer of asked.values()) answer(GONE)
      asked.clear()
      // Answered already: it must not be sent behind the asker's back later.
      waiting.length = 0
    }
    change((await isRefused()) ? 'refused' : 'lost')
    setTimeout(open, delay)
    delay = Math.min(LONGEST_DELAY, delay * 2)
  }

  open()
  return {
    state: () => state,
    ask: (method, input) =>
      new Promise((resolve) => {
        const id = nextId++
        asked.set(id, resolve)
        const text = JSON.stringify({ id, method, input })
        if (socket?.readyState === WebSocket.OPEN) socket.send(text)
        else waiting.push(text)
      }),
  }
}

/** A browser does not say why a WebSocket failed: an ordinary request tells a dead host from a strict one. */
async function isRefused(): Promise<boolean> {
  try {
    const response = await fetch(new URL('./', location.href), { method: 'HEAD', cache: 'no-store' })
    return response.status === 401 || response.status === 403
  } catch {
    return false
  }
}
