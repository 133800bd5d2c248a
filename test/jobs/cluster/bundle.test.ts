/** A bundle that lists more than there is: what it costs to say so does not grow with the list. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readBundle } from '../../../src-main/jobs/cluster/bundle'
import { withSum } from '../../../src-main/project/sum'

it('a bundle whose units are all gone is looked at until that is plain', async () => {
  const jobs = await mkdtemp(join(tmpdir(), 'halfpower-bundle-'))
  await mkdir(join(jobs, 'bundles', '1-9'), { recursive: true })
  const units = Array.from({ length: 5000 }, (_, i) => ({ key: String(i).padStart(64, '0'), arrays: false }))
  const head = { format: 'halfpower bundle', version: 1, jobs: 'a'.repeat(64), first: 1, last: 9 }
  await writeFile(join(jobs, 'bundles', '1-9', 'bundle.json'), JSON.stringify(withSum({ ...head, units })))
  const read = await readBundle(jobs, '1-9', 'a'.repeat(64), null)
  expect(read.units).toEqual([])
  expect(read.damages).toHaveLength(20)
  expect(read.damages[0]).toMatch(/is gone, and the bundle says that it is there/)
  await rm(jobs, { recursive: true })
})
