#!/usr/bin/env node
/**
 * `npm run dev [-- DIR]`: the window for whoever works on it. Vite serves the page from its sources, changes appear at
 * once; behind it is the ordinary browser host, built, which Enter builds and starts again.
 *
 * Vite stands between the page and the host: it passes on what only the host answers, with the cookie that it has been
 * given and the origin that the host expects. The key in the path stays the secret that it is without Vite.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer, loadConfigFromFile } from 'vite'
import { root } from './child.mjs'
import { setup, setupOrExit } from './setup.mjs'

await setupOrExit()

const typedIn = process.env['INIT_CWD'] ?? process.cwd()
const words = process.argv.slice(2).map((word) => (word.startsWith('-') ? word : resolve(typedIn, word)))

/**
 * Starts the host and lets itself in.
 *
 * @returns {Promise<{ origin: string, base: string, cookie: string, stop: () => Promise<void> }>}
 */
async function startHost() {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'command-line.js'), 'serve', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0]
    if (address === undefined) continue
    const reply = await fetch(address, { redirect: 'manual' })
    const cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? ''
    child.stdout.resume()
    return {
      origin: new URL(address).origin,
      base: reply.headers.get('location') ?? '/',
      cookie,
      stop: async () => {
        if (child.exitCode !== null) return
        child.kill('SIGTERM')
        await once(child, 'exit')
      },
    }
  }
  throw new Error('The host has ended before it was ready.')
}

/** @param {Awaited<ReturnType<typeof startHost>>} host */
async function startVite({ origin, base, cookie }) {
  const loaded = await loadConfigFromFile(
    { command: 'serve', mode: 'development' },
    join(root, 'electron.vite.config.ts'),
  )
  /** @type {{ renderer?: import('vite').UserConfig } | undefined} */
  const config = /** @type {any} */ (loaded?.config)
  const renderer = config?.renderer ?? {}
  const passedOn = {
    target: origin,
    ws: true,
    headers: { Host: new URL(origin).host, Origin: origin, Cookie: cookie },
  }
  const server = await createServer({
    ...renderer,
    configFile: false,
    root: join(root, 'src-renderer'),
    base,
    server: {
      host: '127.0.0.1',
      port: 5173,
      fs: { allow: [root] },
      proxy: Object.fromEntries(['socket', 'image', 'upload'].map((name) => [`${base}${name}`, passedOn])),
    },
  })
  await server.listen()
  return server
}

let host = await startHost()
let vite = await startVite(host)
const say = () => {
  process.stdout.write(
    `Open ${vite.resolvedUrls?.local[0] ?? ''} — Enter builds src-main and starts the host again, Ctrl-C ends.\n`,
  )
}
say()

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    void Promise.all([host.stop(), vite.close()]).then(() => process.exit(0))
  })
if (process.stdin.isTTY)
  for await (const _ of createInterface(process.stdin)) {
    await Promise.all([host.stop(), vite.close()])
    try {
      await setup()
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      if (!existsSync(join(root, 'out', 'main', 'command-line.js'))) process.exit(1)
    }
    host = await startHost()
    vite = await startVite(host)
    say()
  }
