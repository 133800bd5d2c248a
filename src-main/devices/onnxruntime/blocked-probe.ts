/**
 * Finds the block size of ONNX Runtime's internal layout on this processor (16 with AVX-512,
 * 8 on older ones, down to SSE). The layout is not documented and a wrong block size gives silently wrong
 * numbers, so a size counts only if a small convolution, a depthwise affine and both reorderings agree
 * with numbers computed here. No size that agrees means: public operators only.
 */
import { ModelBuilder, BLOCKED_DOMAIN } from './model-builder'
import type { Runtime } from './runtime'

const CANDIDATES = [16, 8, 4]

let found: { block: number | null } | undefined

export function findBlockSize(runtime: Runtime): number | null {
  found ??= { block: CANDIDATES.find((block) => agrees(runtime, block)) ?? null }
  return found.block
}

/** relu(convolution(x) + bias + addend) on blocked images, against a direct sum in double precision. */
function agrees(runtime: Runtime, block: number): boolean {
  const channels = 2 * block
  const [height, width] = [3, 5]
  const size = height * width
  const x = numbers(channels * size, 1)
  const addend = numbers(channels * size, 2)
  const filter = numbers(9 * channels * channels, 3)
  const scale = numbers(channels, 4)
  const bias = numbers(channels, 5)
  const shape = [1, height, width, channels]

  const builder = new ModelBuilder()
  const image = builder.input('float32', shape)
  const other = builder.input('float32', shape)
  const blocked = (name: string): string =>
    builder.op('ReorderInput', [name], { channels_last: 1 }, BLOCKED_DOMAIN)
  const filterName = builder.constant('filter', 'float32', [channels, channels, 3, 3], () =>
    blockFilter(filter, channels, block),
  )
  const affine = builder.op(
    'Conv',
    [
      blocked(image),
      builder.constant('scale', 'float32', [channels, 1, 1, 1], () => scale),
      builder.constant('bias', 'float32', [channels], () => bias),
    ],
    { kernel_shape: [1, 1], group: channels },
    BLOCKED_DOMAIN,
  )
  const convolved = builder.op(
    'Conv',
    [affine, filterName, '', blocked(other)],
    { kernel_shape: [3, 3], pads: [1, 1, 1, 1], activation: 'Relu' },
    BLOCKED_DOMAIN,
  )
  const result = builder.op('ReorderOutput', [convolved], { channels, channels_last: 1 }, BLOCKED_DOMAIN)
  const output = builder.output(result, 'float32', shape)
  let got: Float32Array
  try {
    const session = runtime.createSession(builder.encode(), {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    })
    const feeds = {
      [image]: new runtime.tensor('float32', x, shape),
      [other]: new runtime.tensor('float32', addend, shape),
    }
    got = session.run(feeds, { [output]: null }, {})[output]!.data as Float32Array
    session.dispose()
  } catch {
    // A provider or version without these operators: the public ones will do.
    return false
  }
  const wanted = direct(x, addend, filter, scale, bias, height, width, channels)
  return wanted.every((value, i) => Math.abs(value - got[i]!) <= 1e-4 * Math.max(1, Math.abs(value)))
}

/** Filter [kh, kw, I, O] as [O/b, I/b, kh, kw, b(I), b(O)]. */
function blockFilter(filter: Float32Array, channels: number, block: number): Float32Array {
  const blocks = channels / block
  const result = new Float32Array(filter.length)
  let position = 0
  for (let o = 0; o < blocks; o++)
    for (let i = 0; i < blocks; i++)
      for (let tap = 0; tap < 9; tap++)
        for (let inner = 0; inner < block; inner++)
          for (let outer = 0; outer < block; outer++)
            result[position++] = filter[(tap * channels + i * block + inner) * channels + o * block + outer]!
  return result
}

function direct(
  x: Float32Array,
  addend: Float32Array,
  filter: Float32Array,
  scale: Float32Array,
  bias: Float32Array,
  height: number,
  width: number,
  channels: number,
): number[] {
  const result: number[] = []
  for (let y = 0; y < height; y++) {
    for (let z = 0; z < width; z++) {
      for (let o = 0; o < channels; o++) {
        let sum = addend[(y * width + z) * channels + o]!
        for (let tap = 0; tap < 9; tap++) {
          const [row, column] = [y + Math.floor(tap / 3) - 1, z + (tap % 3) - 1]
          if (row < 0 || row >= height || column < 0 || column >= width) continue
          for (let i = 0; i < channels; i++) {
            const value = x[(row * width + column) * channels + i]! * scale[i]! + bias[i]!
            sum += value * filter[(tap * channels + i) * channels + o]!
          }
        }
        result.push(Math.max(0, sum))
      }
    }
  }
  return result
}

/** Numbers in [-1, 1) that repeat nowhere; what they are does not matter. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed * 2654435761
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2 ** 31
  })
}
