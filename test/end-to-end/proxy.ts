/**
 * A connection that a test can cut: passes bytes between a window and a host on this machine, until it is told
 * to drop everything, and again when it is told to let connections through.
 */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

export class Proxy {
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #port = 0

  constructor(private readonly hostPort: number) {}

  /** Lets connections through, always at the same port. */
  async open(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.hostPort, '127.0.0.1')
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket)
        socket.pipe(other)
        // One that is cut says so as an error; its other half must go with it.
        socket.on('error', () => undefined)
        socket.on('close', () => {
          this.#sockets.delete(socket)
          other.destroy()
        })
      }
    })
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Cuts what there is, and refuses what comes. */
  async drop(): Promise<void> {
    const server = this.#server
    this.#server = null
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  /** The host's address, led through here. */
  through(address: string): string {
    const led = new URL(address)
    led.port = String(this.#port)
    return led.href
  }
}
