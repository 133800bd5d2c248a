/**
 * Answers the page's scheme: files of the built page, and pictures of the workbench. Nothing else is
 * reachable through it, also not over a symbolic link.
 */
import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { protocol } from 'electron'
import { UserError } from '../../contract/errors'
import { securityHeaders } from '../content-security'
import { contentType, pageRoute } from './page-route'
import { SCHEME } from './policy'

/** A picture by its address; UserError when there is none. */
export type Picture = (path: string) => Promise<{ bytes: Uint8Array; type: string }>

/** Must be called before Electron is ready, and once. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** @param page folder of the built page */
export function servePage(page: string, picture: Picture): void {
  protocol.handle(SCHEME, (request) => answerPage(page, picture, request.method, request.url))
}

export async function answerPage(
  page: string,
  picture: Picture,
  method: string,
  address: string,
): Promise<Response> {
  const route = pageRoute(method, address)
  try {
    if (route.kind === 'image') {
      const { bytes, type } = await picture(route.path)
      return respond(200, type, bytes)
    }
    if (route.kind === 'file') {
      const type = contentType(route.parts.at(-1) ?? '')
      const root = await realpath(page)
      const file = await realpath(join(root, ...route.parts))
      if (type !== null && file.startsWith(root + sep)) return respond(200, type, await readFile(file))
    }
  } catch (error) {
    if (!isAbsence(error)) return respond(500, 'text/plain', Buffer.from('This could not be read.'))
  }
  return respond(404, 'text/plain', Buffer.from('There is no such address.'))
}

function isAbsence(error: unknown): boolean {
  if (error instanceof UserError) return true
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(String(error.code))
  )
}

function respond(status: number, type: string, bytes: Uint8Array): Response {
  return new Response(Buffer.from(bytes), {
    status,
    headers: { ...securityHeaders(null), 'Content-Type': type, 'Cache-Control': 'no-store' },
  })
}
