/**
 * How long a large project takes to open and to answer what the pages ask first; of a running study, what a window that
 * follows it costs.
 *
 *   npm run bench -- project [--studies 500] [--models 2000] [--keep FOLDER]
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { inProcess } from '../support/small-project'
import { Workbench } from '../../src-main/workbench/workbench'
import { makeLargeProject } from './large-project'

const { values: options } = parseArgs({
  options: {
    studies: { type: 'string', default: '500' },
    models: { type: 'string', default: '2000' },
    keep: { type: 'string' },
  },
})
const home = options.keep ?? mkdtempSync(join(tmpdir(), 'halfpower-bench-'))
const folder = join(home, 'large.halfpower')
if (!existsSync(folder)) makeLargeProject(folder, Number(options.studies), Number(options.models))

const workbench = new Workbench({ launch: inProcess(), threads: 1 })

/** Wall clock and processor, both in milliseconds. */
async function time<T>(name: string, ask: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const begin = performance.now()
  const answer = await ask()
  const wall = performance.now() - begin
  const { user, system } = process.cpuUsage(before)
  const size = JSON.stringify(answer).length
  console.log(
    `${name.padEnd(34)}${wall.toFixed(0).padStart(7)} ms${((user + system) / 1000).toFixed(0).padStart(8)} ms of processor${(size / 1024).toFixed(0).padStart(8)} KiB`,
  )
  return answer
}

await time('open', () => workbench.invoke('project.open', { folder, mode: 'auto' }))
for (const again of ['', ', again']) {
  const studies = await time(`study.list${again}`, () => workbench.invoke('study.list', {}))
  await time(`model.list${again}`, () => workbench.invoke('model.list', {}))
  await time(`dataSet.list${again}`, () => workbench.invoke('dataSet.list', {}))
  await time(`figure.list${again}`, () => workbench.invoke('figure.list', {}))
  await time(`map.points${again}`, () => workbench.invoke('map.points', {}))
  await time(`seeds.summary${again}`, () => workbench.invoke('seeds.summary', {}))
  for (const kind of ['hybrid', 'attack', 'corruption', 'spectrum', 'filter', 'fourier-map']) {
    const study = studies.findLast((info) => info.kind === kind)?.id ?? ''
    await time(`study.get ${kind}${again}`, () => workbench.invoke('study.get', { study }))
    await time(`study.result ${kind}${again}`, () => workbench.invoke('study.result', { study }))
  }
}
console.log(`${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`)
await workbench.close()
if (options.keep === undefined) rmSync(home, { recursive: true })
