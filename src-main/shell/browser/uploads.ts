/**
 * Answers the upload addresses: reads a body of limited size and hands it to the project. What may be
 * written where is decided there (project/uploads.ts).
 */
import { UserError, toErrorData } from '../../contract/errors'
import { UPLOAD_LIMITS } from '../../contract/upload'
import { Uploads } from '../../project/uploads'
import type { IncomingMessage } from 'node:http'
import type { ErrorData } from '../../contract/errors'
import type { Place } from '../../project/place'
import type { Answering } from '../answer'
import type { Route } from './routes'

export type UploadRoute = Extract<Route, { kind: `upload ${string}` }>

export interface JsonAnswer {
  status: number
  body: unknown
}

export class UploadEndpoint {
  readonly #uploads = new Uploads()
  /** What is written is written one after another, whoever sends it. */
  #turn: Promise<unknown> = Promise.resolve()
  #busy = 0

  constructor(private readonly workbench: Answering) {}

  /** Requests that are being answered now. */
  get busy(): number {
    return this.#busy
  }

  /** Never throws: what goes wrong is an answer. */
  async answer(route: UploadRoute, request: IncomingMessage): Promise<JsonAnswer> {
    this.#busy++
    try {
      const bytes = await readBody(request, route.kind === 'upload piece' ? UPLOAD_LIMITS.piece : 0)
      const performed = this.#turn.then(() => this.#perform(route, bytes))
      this.#turn = performed.catch(() => undefined)
      return { status: 200, body: await performed }
    } catch (error) {
      const data = toErrorData(error)
      return { status: statusOf(data), body: { error: data } }
    } finally {
      this.#busy--
    }
  }

  async #perform(route: UploadRoute, bytes: Buffer): Promise<unknown> {
    const place = await this.#place()
    switch (route.kind) {
      case 'upload begin':
        return await this.#uploads.begin(place, route.name)
      case 'upload discard':
        await this.#uploads.discard(place, route.folder)
        return null
      case 'upload piece': {
        const { offset, size } = route
        return await this.#uploads.write(place, route.folder, route.path, { offset, size, bytes })
      }
      default:
        throw route satisfies never
    }
  }

  async #place(): Promise<Place> {
    const info = await this.workbench.invoke('project.info', {})
    if (!info) throw new UserError('usage', 'No project is open: open one, then drop the files again.')
    return {
      folder: info.folder,
      readOnlyBecause: info.readOnly ? (info.notices[0] ?? 'The project is open for reading only.') : null,
    }
  }
}

/** The whole body; UserError('input') when it is longer than allowed, without reading the rest. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLong = new UserError('input', `More was sent than the ${limit} bytes that are allowed at once.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLong
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) throw tooLong
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function statusOf(error: ErrorData): number {
  switch (error.kind) {
    case 'input':
    case 'usage':
      return 400
    case 'project':
      return 409
    case 'storage':
      return 507
    case 'memory':
    case 'device':
    case 'cancelled':
    case 'internal':
      return 500
    default:
      throw error.kind satisfies never
  }
}
