/** The images, targets and Foolbox's results of ../shared/fixtures/reference/resnet20-attack*, for tests only. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import type { StartPool } from '../../src-main/attacks/starts'
import { SHARED } from './resnet20'
import { ROOT } from './root'

const SCRIPT = join(ROOT, 'test/support/resnet20_attack_images.py')

export interface AttackReference {
  /** [n, 32, 32, 3]. */
  images: Float32Array
  indices: number[]
  targets: number[]
  /** The images themselves, with the labels of their folders. */
  pool: StartPool
  foolbox: Record<string, { median: number; norms: number[]; f_half: number; seconds: number }>
}

/** A text says why it cannot be had. */
export function resnet20AttackReference(): AttackReference | string {
  const reference = join(SHARED, 'fixtures/reference/resnet20-attack.json')
  if (!existsSync(reference)) return '../shared is absent'
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
  const file = join(folder, 'images.safetensors')
  try {
    // Debian's own interpreter second: another Python first in the path may lack Pillow.
    const isMade = ['python3', '/usr/bin/python3'].some((python) => {
      try {
        execFileSync(python, [SCRIPT, SHARED, file], { stdio: 'ignore' })
        return true
      } catch {
        return false
      }
    })
    if (!isMade) return 'python3-numpy or python3-pil is not installed'
    const { entries } = decodeSafetensors(readFileSync(file))
    const { attacks } = JSON.parse(readFileSync(reference, 'utf8')) as { attacks: AttackReference['foolbox'] }
    const images = entries.get('images')!.data as Float32Array
    const length = 32 * 32 * 3
    return {
      images,
      pool: {
        labels: Int32Array.from(entries.get('labels')!.data),
        read: (wanted) => {
          const read = new Float32Array(wanted.length * length)
          for (let i = 0; i < wanted.length; i++)
            read.set(images.subarray(wanted[i]! * length, (wanted[i]! + 1) * length), i * length)
          return Promise.resolve(read)
        },
      },
      indices: Array.from(entries.get('indices')!.data),
      targets: Array.from(entries.get('targets')!.data),
      foolbox: attacks,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
