/**
 * Which card, driver and libraries compute, where it is not the processor. NVIDIA's own tool names card and driver; the
 * libraries of CUDA are those that this process has loaded. Other interfaces (WebGPU, DirectML, Core ML) tell nothing
 * here: null, which counts as the same as nothing.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const NVIDIA_DEVICES = ['tensorflow-gpu', 'onnxruntime-cuda']
const CUDA_LIBRARY = /(cudart|cudnn|cublas|cufft|curand|cusolver|cusparse|nvrtc)/i
const TIMEOUT = 20_000

export interface Library {
  /** Name of the file itself, behind all links. */
  name: string
  bytes: number
}

/** Asked at each call: libraries are loaded when they are first needed. Null: unknown. Never throws. */
export async function acceleratorOf(device: string): Promise<string | null> {
  if (!NVIDIA_DEVICES.includes(device)) return null
  cards ??= nvidiaCards()
  return nvidiaInWords(await cards, await cudaLibraries())
}

let cards: Promise<string> | undefined

/** Lines `name, driver` of the cards; empty where NVIDIA's tool does not answer. */
async function nvidiaCards(): Promise<string> {
  try {
    const asked = ['--query-gpu=name,driver_version', '--format=csv,noheader']
    return (await promisify(execFile)('nvidia-smi', asked, { timeout: TIMEOUT })).stdout
  } catch {
    return ''
  }
}

/** The libraries of CUDA in this process. */
async function cudaLibraries(): Promise<Library[]> {
  const report = process.report.getReport() as { sharedObjects?: string[] }
  const paths = (report.sharedObjects ?? []).filter((path) => CUDA_LIBRARY.test(basename(path)))
  const found = await Promise.all(
    paths.map(async (path) => {
      const file = await realpath(path)
      return { name: basename(file), bytes: (await stat(file)).size }
    }),
  ).catch(() => [])
  return found
}

/**
 * @param cards lines `name, driver`
 * @returns e.g. `NVIDIA A100-SXM4-40GB, driver 535.104.05, libcudart.so.12.4.127, libcudnn.so.9.1.0 (8 CUDA
 *   libraries, 1f2e3d4c)`; null where the card, the driver or the libraries are unknown, or cards of two kinds could be meant
 */
export function nvidiaInWords(cards: string, libraries: readonly Library[]): string | null {
  const kinds = [...new Set(cards.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
  const [name, driver] = kinds[0]?.split(/\s*,\s*/) ?? []
  if (kinds.length !== 1 || !name || !driver || !/^\d/.test(driver) || libraries.length === 0) return null
  const files = [...new Set(libraries.map(({ name: file, bytes }) => `${file} ${bytes}`))].sort()
  const said = files.map((file) => file.split(' ')[0]!).filter((file) => /cudart|cudnn(64|\.)/i.test(file))
  const hash = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 8)
  const all = `${files.length} CUDA ${files.length === 1 ? 'library' : 'libraries'}, ${hash}`
  return `${[name, `driver ${driver}`, ...said].join(', ')} (${all})`
}
