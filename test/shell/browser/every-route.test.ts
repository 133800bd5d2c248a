/**
 * Every address that the host answers, by every method, with each of the two secrets alone, with guessed ones and with none:
 * nothing is answered but a refusal. With both, nothing is answered with an error of the host's own. Which addresses there
 * are is read from the source, so that a new one cannot be left out.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowserHost } from '../../../src-main/shell/browser/host'
import { routeOf } from '../../../src-main/shell/browser/routes'
import { Workbench } from '../../../src-main/workbench/workbench'
import { TestWindow, ask } from './client'
import type { BrowserHost } from '../../../src-main/shell/browser/host'
import type { Route } from '../../../src-main/shell/browser/routes'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH']
/** Of each kind of route: addresses that lead to it by some method. */
const ADDRESSES: Readonly<Record<Route['kind'], string[]>> = {
  page: ['/', '/index.html', '/?token=guessed', '/?token='],
  file: ['/assets/index-1a2b.js', '/__proto__', '/constructor/x.js', '/assets/index-1a2b.js/child'],
  image: [
    '/image/data/x/test/3.png',
    '/image/__proto__/x.png',
    '/image/constructor/x.png',
    '/image/good.png/child',
    '/image',
  ],
  socket: ['/socket', '/socket?x=1'],
  'upload begin': ['/upload?name=x', '/upload?name=__proto__', `/upload?name=${'x'.repeat(4000)}`],
  'upload piece': [
    '/upload/x/ok.txt?offset=0&size=1',
    '/upload/x/ok.txt/child?offset=0&size=1',
    '/upload/__proto__/constructor?offset=0&size=1',
    '/upload/x/a.png?offset=5&size=1',
  ],
  'upload discard': ['/upload/x', '/upload/__proto__', '/upload/..%2fx'],
  missing: ['/%', '//', '/..', '/x%00', '*', `/${'x'.repeat(9000)}`],
  'wrong method': ['/'],
}
const all = [...new Set(Object.values(ADDRESSES).flat())]

let home: string
let workbench: Workbench
let host: BrowserHost
let cookie: string
let key: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-routes-'))
  await mkdir(join(home, 'page', 'assets'), { recursive: true })
  await writeFile(join(home, 'page', 'index.html'), '<!doctype html>')
  await writeFile(join(home, 'page', 'assets', 'index-1a2b.js'), 'export {}')
  workbench = new Workbench({
    launch: () => {
      throw new Error('No job is started here.')
    },
    threads: 1,
  })
  host = await startBrowserHost({
    workbench,
    picture: (path) => workbench.image(path),
    page: join(home, 'page'),
    port: 0,
  })
  const address = new URL(host.newAddress())
  const reply = await ask(host.port, address.pathname + address.search)
  cookie = (reply.headers['set-cookie']?.[0] ?? '').split(';')[0]!
  key = /^\/w\/([\w-]+)\/$/.exec(String(reply.headers['location']))![1]!
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower'), title: 'Routes' })
})
afterAll(async () => {
  await host.close()
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

it('the addresses are of every kind of route that there is', async () => {
  const source = await readFile('src-main/shell/browser/routes.ts', 'utf8')
  const union = /export type Route =(.*?)\n\n/s.exec(source)![1]!
  const kinds = [...union.matchAll(/kind: '([^']+)'/g)].map(([, kind]) => kind)
  expect(kinds.length).toBeGreaterThan(7)
  expect(Object.keys(ADDRESSES).sort()).toEqual(kinds.sort())
  for (const [kind, addresses] of Object.entries(ADDRESSES))
    expect(METHODS.flatMap((method) => addresses.map((address) => routeOf(method, address).kind))).toContain(
      kind,
    )
})

describe('every address by every method', () => {
  /** What is shown besides; none of them is both secrets of one window. */
  const SHOWN: Readonly<Record<string, () => { below: string; cookie: string }>> = {
    nothing: () => ({ below: '', cookie: '' }),
    'the cookie alone': () => ({ below: '', cookie }),
    'the key alone': () => ({ below: `/w/${key}`, cookie: '' }),
    'the cookie and a guessed key': () => ({ below: `/w/${'A'.repeat(43)}`, cookie }),
    'the key and a guessed cookie': () => ({ below: `/w/${key}`, cookie: `${cookie}x` }),
    'the key and two cookies': () => ({ below: `/w/${key}`, cookie: `${cookie}; ${cookie}` }),
    'the key as the cookie': () => ({ below: `/w/${key}`, cookie: `${cookie.split('=')[0]!}=${key}` }),
  }

  for (const [what, shown] of Object.entries(SHOWN))
    it(`with ${what}: refused`, async () => {
      const headers = { cookie: shown().cookie, origin: `http://127.0.0.1:${host.port}` }
      for (const method of METHODS)
        for (const address of all) {
          if (!address.startsWith('/')) continue
          const path = `${shown().below}${address}`
          const reply = await ask(host.port, path, { method, headers })
          const words = `${method} ${path.slice(0, 80)}: ${reply.status}`
          expect([401, 403], words).toContain(reply.status)
          const told = `${JSON.stringify(reply.headers)}${reply.body.toString()}`
          expect(told, words).not.toContain(key)
          expect(reply.headers['set-cookie'], words).toBeUndefined()
        }
      for (const address of all)
        expect([401, 403, 404], address).toContain(
          await TestWindow.open(
            host.port,
            headers,
            `${shown().below}${address.startsWith('/') ? address : '/x'}`,
          ),
        )
    })

  it('with both: answered or refused, and never with an error of the host’s own', async () => {
    const headers = { cookie, origin: `http://127.0.0.1:${host.port}` }
    for (const method of METHODS)
      for (const address of all) {
        if (!address.startsWith('/')) continue
        const reply = await ask(host.port, `/w/${key}${address}`, { method, headers })
        const words = `${method} ${address.slice(0, 80)}: ${reply.status} ${reply.body.toString().slice(0, 300)}`
        expect(reply.status, words).toBeLessThan(500)
        expect(reply.body.toString(), words).not.toMatch(/\n\s+at |src-main|node_modules/)
      }
    expect((await ask(host.port, `/w/${key}/`, { headers })).status).toBe(200)
  })
})
