/**
 * Times every corruption on one core: images per second for both benchmark sizes, beside the reference's
 * milliseconds where its statistics lie beside the checkout (taken on a busy machine: a factor below 2 is noise).
 *
 *   npm run bench -- corruptions [--size 32] [--types glass_blur,snow] [--seconds 0.2]
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import {
  CORRUPTION_TYPES,
  SEVERITIES,
  TABLE_SIDES,
  corruptionTypeSchema,
} from '../../src-main/contract/kinds/corruption/corruptions'
import type { CorruptionTable } from '../../src-main/contract/kinds/corruption/corruptions'
import { corrupt } from '../../src-main/corruptions/corrupt'
import type { ByteImage } from '../../src-main/corruptions/image'
import { plasma } from '../../src-main/corruptions/filters/plasma'
import { generator } from '../../src-main/random/generator'

const { values: options } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string' },
    types: { type: 'string' },
    seconds: { type: 'string', default: '0.2' },
  },
})
const types = options.types?.split(',').map((name) => corruptionTypeSchema.parse(name)) ?? CORRUPTION_TYPES
const seconds = Number(options.seconds)

const REFERENCE: readonly { table: CorruptionTable; file: string }[] = [
  { table: 'CIFAR-C', file: 'cifar-statistics.json' },
  { table: 'ImageNet-C', file: 'imagenet-statistics.json' },
]
const images = new Map<number, ByteImage>()
const milliseconds = z.record(z.string(), z.record(z.string(), z.object({ ms_per_image: z.number() })))

for (const { table, file } of REFERENCE) {
  const side = TABLE_SIDES[table]
  if (options.size !== undefined && Number(options.size) !== side) continue
  const path = new URL(`../../../shared/fixtures/corruptions/${file}`, import.meta.url)
  const reference = existsSync(path) ? milliseconds.parse(JSON.parse(readFileSync(path, 'utf8'))) : {}
  console.log(
    `\n${side}×${side} colour, ${table}: milliseconds of one core by severity; images/s; reference / ours`,
  )
  for (const type of types) {
    const ours: number[] = []
    for (const severity of SEVERITIES) {
      const work = (index: number) => corrupt(cloudImage(side), { type, severity, table, seed: 0 }, index)
      await repeat(work, seconds / 2)
      ours.push(await repeat(work, seconds))
    }
    const known = z
      .record(z.string(), z.object({ ms_per_image: z.number() }))
      .optional()
      .parse(reference[type])
    const theirs = SEVERITIES.map((severity) => known?.[String(severity)]?.ms_per_image)
    const perSecond = 1000 / (ours.reduce((sum, ms) => sum + ms, 0) / ours.length)
    const factors = theirs.map((ms, i) => (ms === undefined ? '–' : (ms / ours[i]!).toFixed(1)))
    console.log(
      type.padEnd(18),
      ours.map((ms) => ms.toFixed(3).padStart(8)).join(''),
      String(Math.round(perSecond)).padStart(8),
      factors.map((factor) => `×${factor}`.padStart(8)).join(''),
    )
  }
}

/** Mean milliseconds of processor time of one call: what a core gives, however busy the machine is. */
async function repeat(work: (index: number) => Promise<unknown>, duration: number): Promise<number> {
  const start = process.cpuUsage()
  const spent = () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
  let count = 0
  do await work(count++)
  while (spent() < 1000 * duration)
  return spent() / count
}

/** A coloured cloud: all levels, and the spectrum of a natural image. */
function cloudImage(side: number): ByteImage {
  const known = images.get(side)
  if (known) return known
  const power = 2 ** Math.ceil(Math.log2(side))
  const planes = [0, 1, 2].map((channel) => plasma(power, 1.4, generator(channel, 'bench image')))
  const pixels = Uint8Array.from({ length: 3 * side * side }, (_, i) => {
    const p = Math.trunc(i / 3)
    return 255 * planes[i % 3]![Math.trunc(p / side) * power + (p % side)]!
  })
  const image: ByteImage = { height: side, width: side, channels: 3, pixels }
  images.set(side, image)
  return image
}
