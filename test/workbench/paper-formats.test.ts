/** One format that a journal does not take keeps no other away: it is named, and what is written beside names what there is. */
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Workbench } from '../../src-main/workbench/workbench'
import { ROOT } from '../support/root'
import { inProcess } from '../support/small-project'
import type { Press } from '../../src-main/workbench/figures/press'

/** Draws nothing, in the right size; its PDF is larger than any journal takes. */
const press: Press = {
  print: (layout, wishes) => {
    const [width, height] = [layout.width, 400]
    const mm = (pixels: number): number => (pixels * 25.4) / 96
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${mm(width)}mm" height="${mm(height)}mm"></svg>`
    const files = wishes.map(({ kind }) => (kind === 'svg' ? Buffer.from(svg) : new Uint8Array(11e6)))
    return Promise.resolve({ width, height, labels: [], missing: [], files })
  },
}

let home: string
let workbench: Workbench

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-paper-'))
  // The figures of hybrid images alone.
  const filter = (path: string): boolean => !/studies.(attack|spectrum|corruption|filter|fourier)/.test(path)
  await cp(join(ROOT, 'resources/example-study.halfpower'), join(home, 'p.halfpower'), {
    recursive: true,
    filter,
  })
  workbench = new Workbench({ launch: inProcess(), threads: 1, press, resources: join(ROOT, 'resources') })
  await workbench.invoke('project.open', { folder: join(home, 'p.halfpower'), mode: 'read' })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true })
})

it('keeps the SVG of every figure whose PDF is too large, and names the PDF', async () => {
  const folder = join(home, 'out')
  const { figures } = await workbench.invoke('paper.export', {
    ...{ folder, journal: 'plos', formats: ['pdf', 'svg'] },
  })
  const drawn = figures.filter(({ files }) => files.length > 0)
  expect(drawn.length).toBeGreaterThan(0)
  const there = await readdir(folder)
  expect(there.filter((name) => name.endsWith('.pdf'))).toEqual([])
  for (const { name, missing } of drawn) {
    expect(there).toContain(`${name}.svg`)
    expect(missing.filter((sentence) => sentence.includes(`${name}.pdf`))).toEqual([
      expect.stringMatching(/\.pdf is missing: .* would have 11\.0 MB, and PLOS.* takes at most 10 MB/),
    ])
    const origin = await readFile(join(folder, `${name}.provenance.json`), 'utf8')
    expect(origin).toContain(`${name}.svg`)
    expect(origin).not.toContain(`${name}.pdf`)
  }
})
