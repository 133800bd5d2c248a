import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acquireLock } from '../../build/lock.mjs'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halfpower-lock-'))
  path = join(folder, 'lock')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function abandonedBy(owner: { pid: number; host: string; child?: number }) {
  mkdirSync(path)
  writeFileSync(join(path, 'owner.json'), JSON.stringify({ ...owner, token: 'lock-before' }))
}

it('lets one in at a time and leaves nothing behind', async () => {
  let inside = 0
  let most = 0
  const waitedFor: number[] = []
  const visit = async () => {
    const { release } = await acquireLock(path, { onWait: (owner) => waitedFor.push(owner.pid) })
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 20))
    inside--
    release()
  }
  await Promise.all([visit(), visit(), visit()])
  expect(most).toBe(1)
  expect(waitedFor.every((pid) => pid === process.pid)).toBe(true)
  expect(waitedFor.length).toBe(2)
  expect(readdirSync(folder)).toEqual([])
})

it('takes over from a process of this machine that has ended', async () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid
  abandonedBy({ pid: ended, host: hostname() })
  const { release } = await acquireLock(path)
  expect(existsSync(path)).toBe(true)
  release()
  expect(readdirSync(folder)).toEqual([])
})

it('waits for the program that a killed process had started', async () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid
  const program = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  let running = true
  const end = new Promise<void>((resolve) => {
    program.on('exit', () => {
      running = false
      resolve()
    })
  })
  abandonedBy({ pid: ended, host: hostname(), child: program.pid! })
  const lock = await acquireLock(path, { onWait: () => setTimeout(() => program.kill(), 400) })
  expect(running).toBe(false)
  lock.startedChild(process.pid)
  expect(JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'))).toMatchObject({ child: process.pid })
  lock.release()
  await end
  expect(readdirSync(folder)).toEqual([])
})

it('takes over from another machine only when its heartbeat stands still', async () => {
  abandonedBy({ pid: 1, host: 'another machine' })
  const { release } = await acquireLock(path, { patience: 400 })
  release()
  expect(readdirSync(folder)).toEqual([])
})

it('lets several waiting processes take over one after another', async () => {
  abandonedBy({ pid: 1, host: 'another machine' })
  let inside = 0
  let most = 0
  const visit = async () => {
    const { release } = await acquireLock(path, { patience: 300 })
    most = Math.max(most, ++inside)
    await new Promise((resolve) => setTimeout(resolve, 20))
    inside--
    release()
  }
  await Promise.all([visit(), visit(), visit(), visit()])
  expect(most).toBe(1)
})

it('says that the folder cannot be written', async () => {
  await expect(acquireLock(join(folder, 'missing', 'lock'))).rejects.toThrow(/ENOENT/)
})
