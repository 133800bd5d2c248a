/**
 * Hours of mixed studies with a window open: the memory of the program, of its job processes and of the window's renderer
 * must not grow. `npm run fuzz -- soak --minutes 120`; every sample is in a CSV whose path is printed at the end.
 */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { chromiumPath, openWindow, startBrowser } from '../end-to-end/browser'
import { isBuilt, startHost } from '../end-to-end/host'
import { makeEveryKind } from './every-kind'
import { childrenOf } from './real-process'
import type { Page } from 'playwright'

const MINUTES = Number(process.env.HALFPOWER_SOAK_MINUTES ?? 0)
/** Seconds between two samples. */
const INTERVAL = 5
const PAGES = [
  'start',
  'data',
  'models',
  'map',
  'hybrids',
  'perturbations',
  'spectra',
  'corruptions',
  'filters',
  'fourier-map',
  'queue',
]
const why = !isBuilt
  ? ' (skipped: not built)'
  : chromiumPath === null
    ? ' (skipped: no Chromium)'
    : process.platform !== 'linux'
      ? ' (skipped: memory is read in /proc, on Linux)'
      : MINUTES === 0
        ? ' (skipped: npm run fuzz -- soak)'
        : ''

type Who = 'main' | 'job' | 'renderer'
interface Sample {
  /** Minutes since the beginning. */
  time: number
  /** MiB that are resident. */
  memory: number
}

describe.skipIf(why !== '')(`memory over time${why}`, () => {
  it(
    `does not grow in ${MINUTES} minutes of mixed studies with a window`,
    async () => {
      const home = await mkdtemp(join(tmpdir(), 'halfpower-soak-'))
      vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
      const folder = await makeEveryKind(home)
      const before = childrenOf(process.pid)
      const host = await startHost({ project: folder, configuration: join(home, 'configuration'), home })
      const [main = 0] = childrenOf(process.pid).filter((pid) => !before.includes(pid) && isHost(pid))
      const browser = await startBrowser()
      const { page, complaints } = await openWindow(browser, host.address)
      const samples: Record<Who, Sample[]> = { main: [], job: [], renderer: [] }
      const csv = join(tmpdir(), `halfpower-soak-${process.pid}.csv`)
      await writeFile(csv, 'minutes,process,pid,MiB\n')
      const began = performance.now()
      const minutes = (): number => (performance.now() - began) / 60_000
      let studies = 0
      let rounds = 0
      const sample = async (): Promise<void> => {
        const time = minutes()
        const rows: [Who, number][] = [
          ['main', main],
          ...childrenOf(main).map((pid): [Who, number] => ['job', pid]),
          ...descendants(process.pid)
            .filter((pid) => /--type=renderer/.test(commandOf(pid)))
            .map((pid): [Who, number] => ['renderer', pid]),
        ]
        // Chromium keeps a spare renderer: the one with the page is the largest.
        const renderers = rows.filter(([who]) => who === 'renderer').map(([, pid]) => pid)
        const [shown] = renderers.sort((a, b) => residentOf(b) - residentOf(a))
        for (const [who, pid] of rows) {
          if (who === 'renderer' && pid !== shown) continue
          const memory = residentOf(pid)
          if (memory === 0) continue
          samples[who].push({ time, memory })
          await appendFile(csv, `${time.toFixed(3)},${who},${pid},${memory.toFixed(1)}\n`)
        }
      }
      const timer = setInterval(() => void sample(), INTERVAL * 1000)
      try {
        while (minutes() < MINUTES) {
          rounds++
          for (const request of mixed(rounds)) {
            const { error } = (await call(page, 'study.start', { request })) as { error?: unknown }
            expect(error, JSON.stringify(request)).toBeUndefined()
            studies++
          }
          for (let i = 0; ; i++) {
            await page.evaluate(`location.hash = '#/${PAGES[i % PAGES.length]!}'`)
            await page.waitForTimeout(1500)
            const { output } = (await call(page, 'study.list', {})) as { output: { state: string }[] }
            if (minutes() >= MINUTES || !output.some(({ state }) => /queued|running/.test(state))) break
          }
        }
      } finally {
        clearInterval(timer)
        await browser.close()
        await host.stop()
      }
      for (const who of ['main', 'job', 'renderer'] as const) {
        // At first caches fill and code is compiled.
        const settled = samples[who].filter(({ time }) => time > MINUTES / 3)
        const { slope, error, mean } = line(settled)
        process.stdout.write(
          `${who}: ${slope.toFixed(1)} ± ${error.toFixed(1)} MiB/hour (standard error, ${settled.length} samples of the last two thirds), mean ${mean.toFixed(0)} MiB\n`,
        )
        // Half of what is there in ten hours would be no leak that anybody meets.
        expect(slope - 2 * error, `${who}: ${slope} ± ${error} MiB/hour`).toBeLessThan(mean / 20)
      }
      process.stdout.write(`${studies} studies in ${rounds} rounds, ${MINUTES} minutes; samples in ${csv}\n`)
      expect(complaints).toEqual([])
      await rm(home, { recursive: true, force: true, maxRetries: 5 })
    },
    (MINUTES + 15) * 60_000,
  )
})

/** The beginning of one model's id: co-trained ones begin alike. */
const BASELINE = 'resnet18-w2-baseline-seed0'

/** Of every kind that computes anew with another number. */
function mixed(round: number): object[] {
  const some = { models: ['all'], dataSet: 'gratings' }
  const training = { kind: 'sweep', dataSet: 'gratings', width: 2, recipe: 'demo', batchSize: 8, sigmas: [] }
  return [
    { ...training, noises: [0.1], epochs: 2, seeds: [0], learningRate: 0.01 + round / 10_000 },
    {
      ...some,
      models: [BASELINE],
      kind: 'hybrid',
      fMix: [0, 0.5, 1],
      seeds: [round],
      batchSize: 4,
    },
    {
      ...some,
      models: [BASELINE],
      kind: 'filter',
      cutOffs: [0.1 + (round % 80) / 100],
      batchSize: 4,
    },
    {
      ...some,
      models: [BASELINE],
      kind: 'corruption',
      types: ['fog'],
      severities: [1 + (round % 5)],
      batchSize: 2 + (round % 7),
    },
    { ...some, models: [BASELINE], kind: 'evaluation', batchSize: 1 + (round % 11) },
  ]
}

/** Least squares, with the standard error of the slope; samples that follow each other closely count as they are. */
function line(samples: readonly Sample[]): { slope: number; error: number; mean: number } {
  const n = samples.length
  const hours = samples.map(({ time }) => time / 60)
  const x = hours.reduce((sum, each) => sum + each, 0) / n
  const mean = samples.reduce((sum, { memory }) => sum + memory, 0) / n
  const squares = hours.reduce((sum, each) => sum + (each - x) ** 2, 0)
  const slope = samples.reduce((sum, { memory }, i) => sum + (hours[i]! - x) * (memory - mean), 0) / squares
  const rest = samples.reduce((sum, { memory }, i) => sum + (memory - mean - slope * (hours[i]! - x)) ** 2, 0)
  return { slope, error: Math.sqrt(rest / Math.max(1, n - 2) / squares), mean }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

function isHost(pid: number): boolean {
  return / serve /.test(commandOf(pid))
}

function descendants(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child)])
}

/** MiB; 0 for one that is gone. */
function residentOf(pid: number): number {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Number(found[1]) / 1024 : 0
  } catch {
    return 0
  }
}

/** Asks the host as the page does, through a socket of its own. */
async function call(page: Page, method: string, input: object): Promise<unknown> {
  return await page.evaluate(`new Promise((resolve, reject) => {
    const address = new URL('socket', location.href)
    address.protocol = 'ws:'
    address.hash = ''
    const socket = new WebSocket(address)
    socket.onopen = () => socket.send(${JSON.stringify(JSON.stringify({ id: 1, method, input }))})
    socket.onerror = () => reject(new Error('no socket'))
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      if (message.id !== 1) return
      socket.close()
      resolve(message)
    }
  })`)
}
