/** Fresh checkpoints of every architecture, written by PyTorch under public names, come back with PyTorch's logits. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../src-main/checkpoints/open'
import * as tf from '../../../src-main/devices/tf'
import { frozenFromState } from '../../../src-main/networks/create'
import type { NetworkConfiguration } from '../../../src-main/networks/network'
import { assemble } from '../../../src-main/networks/recognition/assemble'
import { withReadings } from '../../../src-main/networks/recognition/offered-readings'
import { fullReading } from '../../../src-main/networks/recognition/readings'
import { recognise } from '../../../src-main/networks/recognition/recognise'
import { describeDevices } from '../../support/devices'
import { toNhwc } from '../../support/layout'
import { uniform } from '../../support/seeded-values'
import { pythonWith } from '../../support/torch'

const SCRIPT = fileURLToPath(new URL('../../support/architectures.py', import.meta.url))
const PREFIX = 'module.model.'

interface Expectation {
  configuration: NetworkConfiguration
  seed: number
  images: number
  logits: number[]
}

const python = pythonWith('torch', 'numpy')
const folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
const names = python === undefined ? ['all'] : checkpoints(python)

function checkpoints(interpreter: string): string[] {
  execFileSync(interpreter, [SCRIPT, 'all', folder, '--prefix', PREFIX])
  return readdirSync(folder)
    .filter((file) => file.endsWith('.pt'))
    .map((file) => file.replace('.pt', ''))
}

/** What a VGG's pooling before a linear read-out is before the size of the images is known: of one place and of seven. */
function places({ readOut, readOutPooling, size, sectionPooling }: NetworkConfiguration): {
  readOutPooling?: number | null
} {
  if (readOut !== 'linear') return {}
  const side = readOutPooling ?? (sectionPooling === 'max-ceil' ? Math.ceil : Math.floor)(size / 32)
  return { readOutPooling: [1, 7].includes(side) ? side : null }
}

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe.skipIf(python === undefined)(
  `checkpoints of every architecture from PyTorch${python === undefined ? ' (skipped: python3-torch is not installed)' : ''}`,
  () => {
    describeDevices('come back with its logits', () => {
      it.each(names)('%s', async (name) => {
        const { configuration, seed, images, logits } = JSON.parse(
          readFileSync(join(folder, `${name}.expect.json`), 'utf8'),
        ) as Expectation
        const { size, mean, std, channels, ...structure } = configuration
        const checkpoint = await openCheckpoint(join(folder, `${name}.pt`))
        const said = fullReading({ ...structure, ...places(configuration), channels })
        // Where the weights leave a choice open, the right one is among those that can be said.
        const { candidates } = withReadings(await recognise(checkpoint), checkpoint, said)
        const [candidate] = candidates.filter(
          (one) =>
            one.fits &&
            one.configuration.channels === channels &&
            JSON.stringify(fullReading(one.configuration)) === JSON.stringify(said),
        )
        expect(candidate).toMatchObject({ prefix: PREFIX, leftAside: [] })
        expect(candidate!.configuration).toEqual({ ...structure, ...places(configuration), channels })
        const assembled = await assemble(checkpoint, candidate!, { size, mean, std })
        await checkpoint.close()
        expect(assembled.configuration).toEqual(configuration)

        const before = tf.memory().numTensors
        const network = frozenFromState(assembled.configuration, assembled.state)
        const pixels = Float32Array.from(uniform(1000 * seed + 999, images * channels * size * size))
        const input = tf.tensor4d(toNhwc(pixels, [images, channels, size, size]), [
          images,
          size,
          size,
          channels,
        ])
        const result = network.logits(input)
        const values = await result.data()
        const largest = Math.max(1, ...logits.map(Math.abs))
        expect(Math.max(...logits.map((value, at) => Math.abs(value - values[at]!))) / largest).toBeLessThan(
          1e-4,
        )
        tf.dispose([result, input])
        network.dispose()
        expect(tf.memory().numTensors).toBe(before)
      })
    })
  },
)
