/**
 * The browser host: one HTTP server on 127.0.0.1 that serves the page, its pictures, its uploads and its
 * WebSocket to those who have a cookie and the key that belongs to it, and nothing else to anybody. What a request may do is decided in
 * access.ts and routes.ts; here is the order of the decisions, and the answers.
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import sirv from 'sirv'
import { UserError } from '../../contract/errors'
import { securityHeaders } from '../content-security'
import { cookieHeader, isLoopbackHost, MESSAGES, refusal } from './access'
import { Admission } from './admission'
import { cacheHeaders, notFound, refuse, sendJson, sendText } from './replies'
import { StrangerConnections } from './strangers'
import { needsOrigin, routeOf, windowPath, withoutKey } from './routes'
import { UploadEndpoint } from './uploads'
import { Windows } from './windows'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Answering } from '../answer'
import type { Announcing } from '../study-watch'
import type { RequestFacts } from './access'
import type { Route } from './routes'

export interface HostOptions {
  workbench: Answering & Announcing
  /** A picture by its address; UserError when there is none. */
  picture: (path: string) => Promise<{ bytes: Uint8Array; type: string }>
  /** Folder of the built page. */
  page: string
  /** 0 lets the system choose. */
  port: number
  /** A window has come or gone. */
  onWindows?: (count: number) => void
}

export interface BrowserHost {
  readonly port: number
  /** A new address, which lets one browser in, once. */
  newAddress(): string
  readonly windows: number
  /** Calls and uploads that are being answered. */
  readonly busy: number
  close(): Promise<void>
}

/** Starts the host. UserError('usage') when the port cannot be had. */
export async function startBrowserHost(options: HostOptions): Promise<BrowserHost> {
  const host = new Host(options)
  await host.listen(options.port)
  return host
}

class Host implements BrowserHost {
  readonly #admission = new Admission()
  readonly #uploads: UploadEndpoint
  readonly #windows: Windows
  readonly #page: ReturnType<typeof sirv>
  readonly #strangers = new StrangerConnections()
  readonly #server: Server
  #port = 0

  constructor(private readonly options: HostOptions) {
    this.#uploads = new UploadEndpoint(options.workbench)
    this.#windows = new Windows(options.workbench, (count) => options.onWindows?.(count))
    // The list of files is made now: what is not in it is not served, whatever the address looks like.
    this.#page = sirv(options.page, { etag: true, extensions: [], setHeaders: cacheHeaders })
    this.#server = createServer(
      {
        maxHeaderSize: 16_384,
        requestTimeout: 120_000,
        // A browser sends its headers at once.
        headersTimeout: 5_000,
        connectionsCheckingInterval: 1_000,
      },
      (request, response) => {
        this.#answer(request, response).catch(() => response.destroy())
      },
    )
    this.#server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) =>
      this.#upgrade(request, connection, head),
    )
    this.#server.on('connection', (socket) => this.#strangers.add(socket))
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(portError(error, port)))
      this.#server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve)
    })
    this.#port = (this.#server.address() as AddressInfo).port
  }

  get port(): number {
    return this.#port
  }

  get windows(): number {
    return this.#windows.count
  }

  get busy(): number {
    return this.#windows.calls + this.#uploads.busy
  }

  newAddress(): string {
    return `http://127.0.0.1:${this.port}/?token=${this.#admission.newToken()}`
  }

  async close(): Promise<void> {
    this.#windows.close()
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key, address } = withoutKey(request.url ?? '')
    const route = routeOf(request.method ?? '', address)
    const facts = factsOf(request)
    const socket = isLoopbackHost(facts.host) ? `ws://${facts.host}` : null
    for (const [name, value] of Object.entries(securityHeaders(socket))) response.setHeader(name, value)
    response.setHeader('Cache-Control', 'no-store')

    const known = this.#admission.isKnown(facts.cookie, key)
    if (known) this.#strangers.forget(request.socket)
    const hasToken = route.kind === 'page' && route.token !== null
    const refused = refusal(facts, needsOrigin(route), known || hasToken)
    if (refused) {
      refuse(request, response, refused)
      return
    }
    switch (route.kind) {
      case 'page':
        if (route.token === null) this.#file(request, response, 'index.html')
        else this.#letIn(request, response, route.token)
        return
      case 'file':
        this.#file(request, response, route.path)
        return
      case 'image':
        await this.#image(request, response, route.path)
        return
      case 'upload begin':
      case 'upload piece':
      case 'upload discard': {
        const { status, body } = await this.#uploads.answer(route, request)
        // What is left of a body that was refused is not read.
        if (!request.complete) response.setHeader('Connection', 'close')
        sendJson(response, status, body)
        return
      }
      case 'socket':
        sendText(request, response, 426, 'This address is for a WebSocket.')
        return
      case 'missing':
        notFound(request, response)
        return
      case 'wrong method':
        response.setHeader('Allow', route.allowed)
        sendText(request, response, 405, `This address answers ${route.allowed} only.`)
        return
      default:
        throw route satisfies never
    }
  }

  #file(request: IncomingMessage, response: ServerResponse, path: string): void {
    request.url = `/${path.split('/').map(encodeURIComponent).join('/')}`
    this.#page(request, response, () => notFound(request, response))
  }

  /** Exchanges a token for a cookie and a key; the address that stays in the window has no token in it. */
  #letIn(request: IncomingMessage, response: ServerResponse, token: string): void {
    const session = this.#admission.exchange(token, request.headers.cookie)
    if (session === null) {
      refuse(request, response, { status: 401, message: MESSAGES.unknown })
      return
    }
    const { cookie, key } = session
    if (cookie !== null) response.setHeader('Set-Cookie', cookieHeader(this.#admission.cookieName, cookie))
    response.setHeader('Location', `/${windowPath(key)}`)
    response.writeHead(303).end()
  }

  async #image(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    let image: { bytes: Uint8Array; type: string }
    try {
      image = await this.options.picture(path)
    } catch (error) {
      if (error instanceof UserError) sendText(request, response, 404, error.message)
      else sendText(request, response, 500, 'This picture could not be made.')
      return
    }
    // The same address may mean another picture in another project: kept, but asked for again each time.
    const tag = `"${createHash('sha256').update(image.bytes).digest('base64url')}"`
    response.setHeader('ETag', tag)
    response.setHeader('Cache-Control', 'private, no-cache')
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end()
      return
    }
    response.writeHead(200, { 'Content-Type': image.type, 'Content-Length': image.bytes.length })
    response.end(request.method === 'HEAD' ? undefined : image.bytes)
  }

  #upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    connection.on('error', () => undefined)
    const { key, address } = withoutKey(request.url ?? '')
    const route: Route = routeOf(request.method ?? '', address)
    const facts = factsOf(request)
    const refused =
      route.kind === 'socket'
        ? refusal(facts, true, this.#admission.isKnown(facts.cookie, key))
        : { status: 404, message: 'There is no such address.' }
    if (!refused) {
      this.#strangers.forget(request.socket)
      this.#windows.admit(request, connection, head)
      return
    }
    connection.end(
      `HTTP/1.1 ${refused.status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(refused.message)}\r\n\r\n${refused.message}`,
    )
  }
}

function factsOf(request: IncomingMessage): RequestFacts {
  const one = (name: string): string | undefined => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return {
    host: one('host'),
    origin: one('origin'),
    fetchSite: one('sec-fetch-site'),
    fetchMode: one('sec-fetch-mode'),
    cookie: one('cookie'),
  }
}

function portError(error: Error, port: number): Error {
  const code = 'code' in error ? error.code : null
  if (code === 'EADDRINUSE')
    return new UserError(
      'usage',
      `Port ${port} is in use by another program: choose another one with --port, or leave --port out.`,
    )
  if (code === 'EACCES')
    return new UserError('usage', `Port ${port} may not be used by you: choose one above 1023.`)
  return error
}
