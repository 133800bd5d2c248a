import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../../src-main/contract/errors'
import { UPLOAD_LIMITS } from '../../../src-main/contract/upload'
import { startBrowserHost } from '../../../src-main/shell/browser/host'
import { Workbench } from '../../../src-main/workbench/workbench'
import { ask, TestWindow } from './client'
import type { AddressInfo, Socket } from 'node:net'
import type { BrowserHost } from '../../../src-main/shell/browser/host'
import type { Asked, Reply } from './client'

let home: string
let workbench: Workbench
let host: BrowserHost
/** What a browser that was let in sends. */
let own: { cookie: string; origin: string }
/** What the page lies below: the second secret. */
let below: string

const PAGE = '<!doctype html><title>Halfpower</title>'

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-host-'))
  const page = join(home, 'page')
  await mkdir(join(page, 'assets'), { recursive: true })
  await writeFile(join(page, 'index.html'), PAGE)
  await writeFile(join(page, 'assets', 'index-1a2b.js'), 'export {}')
  await writeFile(join(home, 'secret.txt'), 'secret')
  workbench = new Workbench({
    launch: () => {
      throw new Error('No job is started here.')
    },
    threads: 1,
  })
  host = await startBrowserHost({
    workbench,
    picture: async (path) => {
      if (path === 'image/good.png') return { bytes: Buffer.from('picture'), type: 'image/png' }
      if (path === 'image/defect.png') throw new Error(`defect in ${home}`)
      throw new UserError('input', `There is no picture "${path}".`)
    },
    page,
    port: 0,
  })
  own = { cookie: await letIn(), origin: `http://127.0.0.1:${host.port}` }
})
afterEach(async () => {
  await host.close()
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** Opens a new address, as a browser does, and returns the cookie; its page lies `below`. */
async function letIn(): Promise<string> {
  const address = new URL(host.newAddress())
  const reply = await ask(host.port, address.pathname + address.search)
  expect(reply.status).toBe(303)
  expect(reply.headers['location']).toMatch(/^\/w\/[\w-]{43}\/$/)
  below = String(reply.headers['location']).slice(0, -1)
  const [cookie = ''] = reply.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/)
  return cookie.split(';')[0] ?? ''
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Reply> =>
  ask(host.port, `${below}${path}`, { headers: { cookie: own.cookie, ...headers } })

async function openWindow(headers: Record<string, string> = own): Promise<TestWindow> {
  const window = await TestWindow.open(host.port, headers, `${below}/socket`)
  if (typeof window === 'number') throw new Error(`The window was refused: ${window}.`)
  return window
}

describe('who is let in', () => {
  it('shows the page to whoever has the cookie, and to nobody else', async () => {
    expect((await get('/')).body.toString()).toBe(PAGE)
    for (const path of ['/', '/assets/index-1a2b.js', '/image/good.png', '/nothing']) {
      const reply = await ask(host.port, path)
      expect(reply.status, path).toBe(401)
      expect(reply.body.toString()).toContain('Open the address that it printed last')
    }
  })

  it('takes a token once', async () => {
    const address = new URL(host.newAddress())
    const path = address.pathname + address.search
    expect((await ask(host.port, path)).status).toBe(303)
    const again = await ask(host.port, path)
    expect(again.status).toBe(401)
    expect(again.headers['set-cookie']).toBeUndefined()
    expect((await ask(host.port, '/?token=')).status).toBe(401)
    expect((await ask(host.port, '/?token=guessed')).status).toBe(401)
  })

  it('does not use a token up for a window that has the cookie already', async () => {
    const address = new URL(host.newAddress())
    const path = address.pathname + address.search
    const known = await ask(host.port, path, { headers: { cookie: own.cookie } })
    expect([known.status, known.headers['location']]).toEqual([303, `${below}/`])
    expect((await ask(host.port, path)).status).toBe(303)
  })

  it('a second process that was sent the cookie of another window gets nothing for it', async () => {
    // Browsers send a cookie to every port of 127.0.0.1, so a server of another user may be sent ours.
    let seen = ''
    const listening = createServer((request, response) => {
      seen = request.headers.cookie ?? ''
      response.end()
    })
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    const { port } = listening.address() as AddressInfo
    await ask(port, '/', { headers: { cookie: own.cookie } })
    await new Promise((resolve) => listening.close(resolve))
    expect(seen).toBe(own.cookie)

    const paths = [
      '/',
      '/index.html',
      '/assets/index-1a2b.js',
      '/image/good.png',
      '/socket',
      '/upload?name=x',
    ]
    const guessed = `/w/${'A'.repeat(43)}`
    const script = `
      import { request } from 'node:http'
      const [port, cookie, ...paths] = process.argv.slice(1)
      const ask = (path, method, more) => new Promise((resolve, reject) => {
        const headers = { host: '127.0.0.1:' + port, origin: 'http://127.0.0.1:' + port, cookie, ...more }
        const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (reply) => {
          let body = ''
          reply.on('data', (chunk) => (body += chunk))
          reply.on('end', () => resolve([method + ' ' + path, reply.statusCode, JSON.stringify(reply.headers) + body]))
        })
        asking.on('upgrade', (reply, socket) => { socket.destroy(); resolve([method + ' ' + path, 101, '']) })
        asking.on('error', reject)
        asking.end()
      })
      const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
      const all = []
      for (const path of paths) {
        all.push(await ask(path, path.includes('upload') ? 'POST' : 'GET', {}))
        if (path.endsWith('socket')) all.push(await ask(path, 'GET', upgrade))
      }
      all.push(await ask('/?token=guessed', 'GET', {}))
      console.log(JSON.stringify(all))`
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      script,
      String(host.port),
      seen,
      ...paths,
      ...paths.map((path) => `${guessed}${path}`),
    ])
    const answers = JSON.parse(stdout) as [string, number, string][]
    expect(answers).toHaveLength(paths.length * 2 + 3)
    for (const [what, status, all] of answers) {
      expect(status, what).toBe(401)
      expect(all, what).not.toContain(below)
    }
    // The window itself goes on.
    expect((await get('/image/good.png')).status).toBe(200)
  })

  it('lets a window in while hundreds of connections say nothing', async () => {
    const idle = await Promise.all(
      Array.from(
        { length: 300 },
        () =>
          new Promise<Socket>((resolve, reject) => {
            const socket = connect({ host: '127.0.0.1', port: host.port }, () => resolve(socket))
            socket.on('error', reject)
          }),
      ),
    )
    const first = await openWindow()
    expect((await get('/')).status).toBe(200)
    // More of them do not shut the window out that is there.
    const more = await Promise.all(
      Array.from(
        { length: 100 },
        () =>
          new Promise<Socket>((resolve) => {
            const socket = connect({ host: '127.0.0.1', port: host.port }, () => resolve(socket))
            socket.on('error', () => resolve(socket))
          }),
      ),
    )
    expect(await first.call(1, 'project.info', {})).toEqual({ id: 1, output: null })
    for (const socket of [...idle, ...more]) socket.destroy()
  })

  it('hangs up on who does not send a request', async () => {
    const socket = connect({ host: '127.0.0.1', port: host.port })
    socket.on('error', () => undefined)
    socket.resume()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ')
    await closed
    expect((await get('/')).status).toBe(200)
  })

  it('answers to names of this machine only (a page that points its own name at 127.0.0.1)', async () => {
    const address = new URL(host.newAddress())
    for (const name of ['evil.example', `evil.example:${host.port}`, 'localhost.evil.example']) {
      expect((await get('/', { host: name })).status).toBe(421)
      expect(
        (await ask(host.port, address.pathname + address.search, { headers: { host: name } })).status,
      ).toBe(421)
      expect(
        await TestWindow.open(host.port, { ...own, host: name, origin: `http://${name}` }, `${below}/socket`),
      ).toBe(421)
    }
    expect((await get('/', { host: `localhost:${host.port}` })).status).toBe(200)
    // Through an SSH tunnel with another port on the near side.
    expect((await get('/', { host: 'localhost:9999' })).status).toBe(200)
  })

  it('refuses pages of other origins, also those of other ports of this machine', async () => {
    const socket = `${below}/socket`
    for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null']) {
      expect((await get('/', { origin })).status).toBe(403)
      expect(await TestWindow.open(host.port, { cookie: own.cookie, origin }, socket)).toBe(403)
      expect(
        (await ask(host.port, `${below}/upload?name=x`, { method: 'POST', headers: { ...own, origin } }))
          .status,
      ).toBe(403)
    }
    expect(
      (await get('/image/good.png', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).status,
    ).toBe(403)
  })

  it('opens no socket without cookie or without origin', async () => {
    const socket = `${below}/socket`
    expect(await TestWindow.open(host.port, { origin: own.origin }, socket)).toBe(401)
    expect(await TestWindow.open(host.port, { cookie: own.cookie }, socket)).toBe(403)
    expect(await TestWindow.open(host.port, { origin: own.origin, cookie: `${own.cookie}x` }, socket)).toBe(
      401,
    )
    expect(await TestWindow.open(host.port, own, `${below}/other`)).toBe(404)
  })

  it('does not take the cookie of another host on this machine', async () => {
    const other = await startBrowserHost({
      workbench,
      picture: () => Promise.reject(new UserError('input', 'None.')),
      page: join(home, 'page'),
      port: 0,
    })
    try {
      expect((await ask(other.port, `${below}/`, { headers: { cookie: own.cookie } })).status).toBe(401)
    } finally {
      await other.close()
    }
  })
})

describe('what is served', () => {
  it('nothing outside the page, however it is written', async () => {
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/..%5csecret.txt',
      '//secret.txt',
      '/secret.txt',
      '/assets/',
      '/assets',
      '/index',
      '/socket/x',
      '/image',
      '/image/../secret.txt',
      '/image/%2e%2e/secret.txt',
      '/project.json',
    ]) {
      const reply = await get(path)
      expect(reply.status, path).toBe(404)
      expect(reply.body.toString()).not.toContain('secret')
    }
    expect((await get('/secret.txt?x=/../')).status).toBe(404)
  })

  it('with headers that keep a page to itself', async () => {
    for (const path of ['/', '/assets/index-1a2b.js', '/image/good.png', '/nothing']) {
      const { headers } = await get(path)
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port}`)
      expect(policy).not.toContain('unsafe-eval')
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
    const kept = async (path: string): Promise<unknown> => (await get(path)).headers['cache-control']
    expect(await kept('/')).toBe('no-store')
    expect(await kept('/nothing')).toBe('no-store')
    expect(await kept('/assets/index-1a2b.js')).toContain('immutable')
    expect(await kept('/image/good.png')).toBe('private, no-cache')
  })

  it('puts no foreign name into the policy', async () => {
    const reply = await get('/', { host: "evil.example; script-src 'unsafe-inline'" })
    expect(reply.status).toBe(421)
    expect(String(reply.headers['content-security-policy'])).not.toContain('evil')
  })

  it('pictures, asked for again each time and sent again only when they changed', async () => {
    const first = await get('/image/good.png')
    expect(first).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' } })
    expect(first.body.toString()).toBe('picture')
    const again = await get('/image/good.png', { 'if-none-match': String(first.headers['etag']) })
    expect(again.status).toBe(304)
    expect((await get('/image/bad.png')).status).toBe(404)
    const defect = await get('/image/defect.png')
    expect(defect.status).toBe(500)
    expect(defect.body.toString()).not.toContain(home)
  })

  it('no other methods', async () => {
    const reply = await ask(host.port, `${below}/`, { method: 'POST', headers: own })
    expect(reply.status).toBe(405)
    expect(reply.headers['allow']).toBe('GET, HEAD')
    const head = await ask(host.port, `${below}/`, { method: 'HEAD', headers: own })
    expect([head.status, head.body.length]).toEqual([200, 0])
  })

  it('listens on 127.0.0.1 and on no other address, and says so when a port is taken', async () => {
    await expect(
      startBrowserHost({
        workbench,
        picture: () => Promise.reject(new Error()),
        page: join(home, 'page'),
        port: host.port,
      }),
    ).rejects.toThrow(`Port ${host.port} is in use by another program`)
  })
})

describe('calls and events', () => {
  it('answers calls, and tells every window what happens', async () => {
    const [one, two] = [await openWindow(), await openWindow()]
    expect(host.windows).toBe(2)
    expect(await one.call(1, 'project.info', {})).toEqual({ id: 1, output: null })
    const folder = join(home, 'p.halfpower')
    expect(await one.call(2, 'project.create', { folder, title: 'Two windows' })).toMatchObject({
      id: 2,
      output: { folder, title: 'Two windows', readOnly: false },
    })
    const isChange = (message: unknown): message is { event: string; payload: { folder: string } } =>
      typeof message === 'object' &&
      message !== null &&
      'event' in message &&
      message.event === 'project.changed'
    for (const window of [one, two])
      expect(await window.until(isChange)).toMatchObject({ payload: { folder, title: 'Two windows' } })
    expect(await two.call(1, 'project.info', {})).toMatchObject({ id: 1, output: { folder } })
  })

  it('answers what goes wrong as data', async () => {
    const window = await openWindow()
    expect(await window.call(1, 'dataSet.list', {})).toEqual({
      id: 1,
      error: { kind: 'usage', message: 'No project is open.' },
    })
    expect(await window.call(2, 'no.such', {})).toMatchObject({ id: 2, error: { kind: 'usage' } })
    expect(await window.call(3, 'constructor', {})).toMatchObject({ id: 3, error: { kind: 'usage' } })
    expect(await window.call(4, 'project.open', { folder: 7 })).toMatchObject({
      id: 4,
      error: { kind: 'usage' },
    })
    expect(await window.call(5, 'project.open', { folder: join(home, 'page') })).toMatchObject({
      id: 5,
      error: { kind: 'project' },
    })
  })

  it('survives messages that are no calls', async () => {
    const window = await openWindow()
    const isRefused = (message: unknown): message is { id: null } =>
      typeof message === 'object' && message !== null && 'id' in message && message.id === null
    for (const text of [
      '',
      'no JSON',
      '[]',
      'null',
      '{"id":-1,"method":"project.info","input":{}}',
      '{"id":"1"}',
    ]) {
      window.messages.length = 0
      window.socket.send(text)
      expect(await window.until(isRefused), text).toMatchObject({ id: null, error: { kind: 'usage' } })
    }
    window.messages.length = 0
    window.socket.send(Buffer.from([1, 2, 3]))
    await window.until(isRefused)
    expect(await window.call(8, 'project.info', { more: 1 })).toMatchObject({
      id: 8,
      error: { kind: 'usage' },
    })
    expect(await window.call(9, 'project.info', {})).toEqual({ id: 9, output: null })
    window.socket.send(JSON.stringify({ id: 10, method: 'project.info', input: {}, extra: true }))
    expect(
      await window.until((message): message is { id: 10 } => (message as { id?: unknown }).id === 10),
    ).toMatchObject({ error: { kind: 'usage' } })
  })

  it('cuts a window off that sends more than a call can be', async () => {
    const [window, other] = [await openWindow(), await openWindow()]
    window.socket.on('error', () => undefined)
    window.socket.send('x'.repeat(2 ** 20 + 1))
    expect(await window.untilClosed()).toBe(1009)
    expect(await other.call(1, 'project.info', {})).toEqual({ id: 1, output: null })
    expect(host.windows).toBe(1)
  })

  it('lets a window back in with the cookie that it has', async () => {
    const first = await openWindow()
    first.socket.terminate()
    await first.untilClosed()
    const again = await openWindow()
    expect(await again.call(1, 'project.info', {})).toEqual({ id: 1, output: null })
  })

  it('says goodbye when it ends', async () => {
    const window = await openWindow()
    await host.close()
    await window.untilClosed()
    expect(host.windows).toBe(0)
  })
})

describe('files that a page hands over', () => {
  const upload = (method: string, path: string, body?: Uint8Array): Promise<Reply> => {
    const asked: Asked = { method, headers: own, body }
    return ask(host.port, `${below}${path}`, asked)
  }
  const json = (reply: Reply): unknown => JSON.parse(reply.body.toString())

  beforeEach(async () => {
    await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
  })
  const folder = (name: string): string => join(home, 'p.halfpower', 'data', name)

  it('arrive in pieces, in a folder of their own', async () => {
    expect(json(await upload('POST', '/upload?name=My%20images'))).toEqual({
      name: 'my-images',
      folder: folder('my-images'),
    })
    expect(json(await upload('POST', '/upload?name=My%20images'))).toMatchObject({ name: 'my-images-2' })

    const piece = (offset: number, text: string): Promise<Reply> =>
      upload('PUT', `/upload/my-images/a%20cat/1.png?offset=${offset}&size=6`, Buffer.from(text))
    expect(json(await piece(0, 'abc'))).toEqual({ received: 3, file: null })
    expect(await readdir(join(folder('my-images'), 'a cat'))).toEqual(['1.png.unfinished'])
    // Its answer was lost: the same piece again.
    expect(json(await piece(0, 'abc'))).toEqual({ received: 3, file: null })
    const file = join(folder('my-images'), 'a cat', '1.png')
    expect(json(await piece(3, 'def'))).toEqual({ received: 6, file })
    expect(await readFile(file, 'utf8')).toBe('abcdef')
    expect(json(await upload('PUT', '/upload/my-images/empty?offset=0&size=0'))).toMatchObject({
      received: 0,
    })

    expect((await upload('DELETE', '/upload/my-images')).status).toBe(200)
    await expect(stat(folder('my-images'))).rejects.toThrow()
  })

  it('never go anywhere else', async () => {
    await mkdir(folder('old'), { recursive: true })
    await upload('POST', '/upload?name=new')
    for (const path of [
      '/upload/old/x?offset=0&size=1',
      '/upload/new/../old/x?offset=0&size=1',
      '/upload/new/%2e%2e/old/x?offset=0&size=1',
      '/upload/new/..%2fold%2fx?offset=0&size=1',
      '/upload/new/..%5cold%5cx?offset=0&size=1',
      '/upload/new/C:/x?offset=0&size=1',
      '/upload/new/nul?offset=0&size=1',
      '/upload/new/.hidden?offset=0&size=1',
      '/upload/new/x.unfinished?offset=0&size=1',
      `/upload/new/${'n'.repeat(201)}?offset=0&size=1`,
      `/upload/new/${'a/'.repeat(17)}x?offset=0&size=1`,
    ]) {
      const reply = await upload('PUT', path, Buffer.from('x'))
      expect([400, 401, 404], path).toContain(reply.status)
    }
    expect((await upload('DELETE', '/upload/old')).status).toBe(400)
    expect(await readdir(folder('old'))).toEqual([])
    expect(await readdir(folder('new'))).toEqual([])
    expect((await upload('POST', '/upload?name=..%2F..%2Fx')).status).toBe(200)
    expect((await readdir(join(home, 'p.halfpower', 'data'))).sort()).toEqual(['new', 'old', 'x'])
  })

  it('below a file are refused, and what is refused has no stack', async () => {
    await upload('POST', '/upload?name=new')
    expect((await upload('PUT', '/upload/new/ok.txt?offset=0&size=2', Buffer.from('ok'))).status).toBe(200)
    for (const path of ['ok.txt/child', 'ok.txt/child/further', 'ok.txt.unfinished'])
      for (const [offset, body] of [
        [0, 'x'],
        [1, 'y'],
      ] as const) {
        const reply = await upload('PUT', `/upload/new/${path}?offset=${offset}&size=2`, Buffer.from(body))
        expect(reply.status, path).toBe(400)
        expect(reply.body.toString()).not.toContain('stack')
      }
    await upload('PUT', '/upload/new/folder/a?offset=0&size=1', Buffer.from('a'))
    expect((await upload('PUT', '/upload/new/folder?offset=0&size=1', Buffer.from('a'))).status).toBe(400)
    expect((await readdir(folder('new'))).sort()).toEqual(['folder', 'ok.txt'])
  })

  it('are refused when they are too large, out of order, or more than was said', async () => {
    await upload('POST', '/upload?name=new')
    const put = (query: string, body: Uint8Array): Promise<Reply> =>
      upload('PUT', `/upload/new/x?${query}`, body)
    expect((await put('offset=0&size=2', Buffer.from('abc'))).status).toBe(400)
    expect((await put('offset=5&size=9', Buffer.from('abc'))).status).toBe(400)
    expect((await put(`offset=0&size=${UPLOAD_LIMITS.file + 1}`, Buffer.from('abc'))).status).toBe(400)
    expect(await readdir(folder('new'))).toEqual([])
    const large = await put('offset=0&size=99999999', Buffer.alloc(UPLOAD_LIMITS.piece + 1)).catch(
      // The host may hang up before everything was sent.
      (error: unknown) => error,
    )
    expect(large).toSatisfy(
      (reply: Reply | Error) =>
        reply instanceof Error || (reply.status === 400 && reply.headers['connection'] === 'close'),
    )
    expect(await readdir(folder('new'))).toEqual([])
  })

  it('need a project that may be written', async () => {
    await workbench.close()
    const none = await upload('POST', '/upload?name=x')
    expect(none.status).toBe(400)
    expect(json(none)).toMatchObject({ error: { kind: 'usage' } })
    await workbench.invoke('project.open', { folder: join(home, 'p.halfpower'), mode: 'read' })
    const readOnly = await upload('POST', '/upload?name=x')
    expect(readOnly.status).toBe(409)
    expect(json(readOnly)).toMatchObject({ error: { kind: 'project' } })
  })
})
