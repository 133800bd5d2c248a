/**
 * Which card, driver and libraries compute, where it is not the processor. NVIDIA's own tool names card and driver; the
 * libraries of CUDA are those that this process has loaded. WebGPU does not say which card it took: on Linux that follows from
 * the cards that this process may open and the Vulkan drivers that it has loaded. Other interfaces (DirectML, Core ML) tell
 * nothing here: null, which counts as the same as nothing.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, constants, readFile, readdir, realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const NVIDIA_DEVICES = ['tensorflow-gpu', 'onnxruntime-cuda']
const CUDA_LIBRARY = /(cudart|cudnn|cublas|cufft|curand|cusolver|cusparse|nvrtc)/i
/** Drivers, not the loader; LLVM, because Mesa's software driver makes its code with it. */
const VULKAN_LIBRARY = /(libvulkan_|libvk_|GLX_nvidia|nvidia-glcore|libLLVM)/i
const TIMEOUT = 20_000

export interface Library {
  /** Name of the file itself, behind all links. */
  name: string
  bytes: number
}

/** Asked at each call: libraries are loaded when they are first needed. Null: unknown. Never throws. */
export async function acceleratorOf(device: string): Promise<string | null> {
  cards ??= nvidiaCards()
  if (NVIDIA_DEVICES.includes(device)) return nvidiaInWords(await cards, await librariesLike(CUDA_LIBRARY))
  if (device !== 'onnxruntime-webgpu' || process.platform !== 'linux') return null
  return vulkanInWords([...(await drmCards()), ...linesOf(await cards)], await librariesLike(VULKAN_LIBRARY))
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

/** `vendor:device, kernel driver` of each card that this process may open, e.g. `PCI 1002:73bf, amdgpu`. */
async function drmCards(): Promise<string[]> {
  const nodes = (await readdir('/dev/dri').catch(() => [])).filter((name) => name.startsWith('renderD'))
  const found = await Promise.all(
    nodes.map(async (node) => {
      const of = `/sys/class/drm/${node}/device`
      try {
        await access(`/dev/dri/${node}`, constants.R_OK | constants.W_OK)
        const [vendor, model] = await Promise.all(
          ['vendor', 'device'].map(async (name) =>
            (await readFile(`${of}/${name}`, 'utf8')).trim().replace(/^0x/, ''),
          ),
        )
        return `PCI ${vendor}:${model}, ${basename(await realpath(`${of}/driver`))}`
      } catch {
        return null
      }
    }),
  )
  return found.filter((card) => card !== null)
}

/**
 * @param cards what WebGPU could compute on; none: a driver that computes on the processor, as Mesa's llvmpipe does
 * @returns e.g. `no graphics card, Vulkan by libvulkan_lvp.so (2 libraries, 1f2e3d4c)`; null where the driver is unknown or
 *   several cards could be meant
 */
export function vulkanInWords(cards: readonly string[], libraries: readonly Library[]): string | null {
  const drivers = [...new Set(libraries.map(({ name }) => name))].filter((name) => !/LLVM/.test(name)).sort()
  // NVIDIA's card is named twice, by the kernel and by its own tool.
  const isOneCard = cards.length < 2 || (cards.length === 2 && /PCI 10de:/.test(cards[0]!))
  if (drivers.length === 0 || !isOneCard) return null
  const files = [...new Set(libraries.map(({ name: file, bytes }) => `${file} ${bytes}`))].sort()
  const hash = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 8)
  const card = cards.length === 0 ? 'no graphics card' : cards.join(', ')
  const all = `${files.length} ${files.length === 1 ? 'library' : 'libraries'}, ${hash}`
  return `${card}, Vulkan by ${drivers.join(' or ')} (${all})`
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The libraries in this process whose names are like this. */
async function librariesLike(pattern: RegExp): Promise<Library[]> {
  const report = process.report.getReport() as { sharedObjects?: string[] }
  const paths = (report.sharedObjects ?? []).filter((path) => pattern.test(basename(path)))
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
