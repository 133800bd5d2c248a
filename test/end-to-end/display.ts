/** A display for windows where there is none: Xvfb, if it is installed. */
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const has = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) || process.platform !== 'linux'
const hasXvfb = !has && spawnSync('Xvfb', ['-help'], { stdio: 'ignore' }).error === undefined

/** Whether windows can be shown. */
export const canShow = has || hasXvfb

export interface Display {
  /** What a program needs to find it. */
  environment: Record<string, string>
  stop(): void
}

/** The display that is there, or a new one; without either, none. */
export async function startDisplay(): Promise<Display> {
  if (!hasXvfb) return { environment: {}, stop: () => undefined }
  // It chooses a free number and writes it down the third line.
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const lines = createInterface(xvfb.stdio[3] as Readable)
  const number = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    xvfb.once('error', reject)
    xvfb.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)))
  })
  return { environment: { DISPLAY: `:${number}` }, stop: () => void xvfb.kill() }
}
