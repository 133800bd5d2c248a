/**
 * Answers that several addresses share: refusals, plain text, JSON, and how long files are kept.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Refusal } from './access'

/** Files under assets/ have a hash of their content in their names; the rest is asked for each time. */
export function cacheHeaders(response: ServerResponse, path: string): void {
  const kept = path.startsWith('/assets/') || path.startsWith('assets/')
  response.setHeader('Cache-Control', kept ? 'private, max-age=31536000, immutable' : 'no-store')
}

export function refuse(request: IncomingMessage, response: ServerResponse, refused: Refusal): void {
  response.setHeader('Connection', 'close')
  sendText(request, response, refused.status, refused.message)
}

export function notFound(request: IncomingMessage, response: ServerResponse): void {
  sendText(request, response, 404, 'There is no such address.')
}

export function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(request.method === 'HEAD' ? undefined : text)
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}
