/** Bundles of which much is gone or damaged: what is whole is taken, and what is said of the rest stays short. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { unitKey } from '../../../src-main/project/keys'
import { readBundle } from '../../../src-main/jobs/cluster/bundle'
import { withSum } from '../../../src-main/project/sum'

it('a bundle whose units are all gone names some and counts the others', async () => {
  const jobs = await mkdtemp(join(tmpdir(), 'halfpower-bundle-'))
  await mkdir(join(jobs, 'bundles', '1-9'), { recursive: true })
  const units = Array.from({ length: 5000 }, (_, i) => ({ key: String(i).padStart(64, '0'), arrays: false }))
  const head = { format: 'halfpower bundle', version: 1, jobs: 'a'.repeat(64), first: 1, last: 9 }
  await writeFile(join(jobs, 'bundles', '1-9', 'bundle.json'), JSON.stringify(withSum({ ...head, units })))
  const read = await readBundle(jobs, '1-9', 'a'.repeat(64), null)
  expect(read.units).toEqual([])
  expect(read.damages).toHaveLength(21)
  expect(read.damages[20]).toMatch(/ 4980 more units are damaged or gone\.$/)
  expect(read.damages[0]).toMatch(/is gone, and the bundle says that it is there/)
  await rm(jobs, { recursive: true })
})

it('of a bundle with more than twenty damaged units the whole ones are taken all the same', async () => {
  const jobs = await mkdtemp(join(tmpdir(), 'halfpower-bundle-'))
  const folder = join(jobs, 'bundles', '1-9')
  await mkdir(folder, { recursive: true })
  const sum = 'a'.repeat(64)
  const data = { accuracy: { value: 0.5, low: 0.2, high: 0.8, count: 10, on: 'validation images' } }
  for (let i = 0; i < 60; i++) {
    const inputs = { kind: 'accuracy', methodVersion: 1, device: 'onnxruntime-cpu', settings: { i } }
    const key = unitKey(inputs)
    const head = { format: 'halfpower result', version: 1, key, kind: 'accuracy', inputs }
    const result = withSum({ ...head, data, arrays: null })
    const record = { format: 'halfpower finished unit', version: 1, jobs: sum, program: '1.0.0' }
    const text = JSON.stringify(withSum({ ...record, result, needs: [], log: [] }))
    await writeFile(join(folder, `${key}.json`), i < 40 ? `${text}}` : text)
  }
  const read = await readBundle(jobs, '1-9', sum, null)
  expect(read.units).toHaveLength(20)
  expect(read.damages).toHaveLength(21)
  expect(read.damages[20]).toMatch(/ 20 more units are damaged or gone\.$/)
  await rm(jobs, { recursive: true })
})
