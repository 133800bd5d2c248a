/**
 * What looking at one file costs: a process of its own (look-child.ts) looks at it with the readers themselves, and says
 * the processor time it took and the most memory it had beyond what it had after loading. So what a bare process takes
 * is subtracted. Only on Linux, whose /proc says it.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { tensorflowAlias } from '../../build/tensorflow-alias.mjs'
import type { Hostile } from './hostile/hostile'

export interface Cost {
  /** What was said; the kind of a UserError, 'defect' for any other error, or how the process ended without a word. */
  error: string | null
  said: string
  /** Seconds of processor time. */
  cpu: number
  /** Bytes. */
  memory: number
}

export const canLook = process.platform === 'linux' && existsSync('/proc/self/status')

/** Inside node_modules, so that what is not bundled is found. */
const BUNDLE = join(import.meta.dirname, '../../node_modules/.halfpower-look')
const NATIVE = ['sharp', 'onnxruntime-node', 'onnxruntime-common', '@tensorflow/tfjs-node-gpu']
const POLL_MS = 30
/** Beyond this the process is ended, lest it take the machine with it: bytes, and seconds of processor time. */
const MOST = { memory: 2.5e9, cpu: 120 }

/** Makes the child's program; once, before any file is looked at. */
export async function prepareToLook(): Promise<void> {
  mkdirSync(BUNDLE, { recursive: true })
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: tensorflowAlias },
    ssr: { noExternal: true, external: NATIVE },
    build: {
      ssr: join(import.meta.dirname, 'look-child.ts'),
      outDir: BUNDLE,
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'look.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  })
}

export async function look(what: Hostile['what'], path: string): Promise<Cost> {
  const child = spawn(process.execPath, [join(BUNDLE, 'look.mjs'), what, path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  let seen = { cpu: 0, memory: 0 }
  const timer = setInterval(() => {
    seen = usageOf(child.pid!) ?? seen
    if (seen.cpu > MOST.cpu || seen.memory > MOST.memory) child.kill('SIGKILL')
  }, POLL_MS)
  const ended = await new Promise<string>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  clearInterval(timer)
  if (stdout === '') return { error: `ended by ${ended}`, said: stderr.slice(-1000), ...seen }
  return { error: null, ...(JSON.parse(stdout) as Omit<Cost, 'error'>) }
}

/** Bytes of all files below a folder. */
export function bytesBelow(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size
  return bytes
}

function usageOf(pid: number): { cpu: number; memory: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // In hundredths of a second on every Linux that Node runs on.
    return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, memory: Number(peak ?? 0) * 1024 }
  } catch {
    return null
  }
}
