/**
 * A client of the browser host that says exactly what it is told to: `fetch` would not let a test choose
 * Host, Origin or an address with `..` in it.
 */
import { request } from 'node:http'
import { WebSocket } from 'ws'

export interface Reply {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: Uint8Array | undefined
}

/** One request, with the address written as it is. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: { host: `127.0.0.1:${port}`, ...headers },
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks),
          }),
        )
        incoming.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    if (body) outgoing.setHeader('content-length', body.length)
    outgoing.end(body)
  })
}

/** A window's socket, and what arrived on it. */
export class TestWindow {
  readonly messages: unknown[] = []
  closed: number | null = null
  readonly #waiting: (() => void)[] = []

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()))
      this.#waiting.splice(0).forEach((tell) => tell())
    })
    socket.on('close', (code) => {
      this.closed = code
      this.#waiting.splice(0).forEach((tell) => tell())
    })
  }

  /** Resolves to the HTTP status when the host does not let it in. */
  static open(port: number, headers: Record<string, string>, path = '/socket'): Promise<TestWindow | number> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, perMessageDeflate: false })
    const window = new TestWindow(socket)
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(window))
      socket.once('unexpected-response', (_request, response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
        socket.terminate()
      })
      socket.on('error', (error) => reject(error))
    })
  }

  /** The first message, past or to come, that fits. */
  async until<T>(fits: (message: unknown) => message is T): Promise<T> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found !== undefined) return found
      if (this.closed !== null) throw new Error(`The socket was closed (${this.closed}).`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async untilClosed(): Promise<number> {
    while (this.closed === null) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.closed
  }

  async call(id: number, method: string, input: unknown): Promise<unknown> {
    this.socket.send(JSON.stringify({ id, method, input }))
    return await this.until(
      (message): message is { id: number } =>
        typeof message === 'object' && message !== null && 'id' in message && message.id === id,
    )
  }
}
