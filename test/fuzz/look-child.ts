/**
 * A process that looks at one file or folder as the job process (and, of data sets, the workbench before it) does, and
 * says what that took: processor time and the most memory beyond what was there after loading. Bundled by look.ts.
 */
import { readFileSync } from 'node:fs'
import { UserError } from '../../src-main/contract/errors'

const [what, path = ''] = process.argv.slice(2)

/** Of this process, in bytes. */
function memory(field: 'VmHWM' | 'VmRSS'): number {
  return (
    1024 * Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))![1])
  )
}

async function model(): Promise<() => Promise<unknown>> {
  const { OpenedFile } = await import('../../src-main/jobs/import/opened-file')
  return async () => {
    const file = await OpenedFile.open(path)
    const inspected = file.inspected()
    await file.close()
    // What goes over the line to the parent.
    return JSON.stringify(inspected).length
  }
}

async function importing(): Promise<() => Promise<unknown>> {
  const { OpenedFile } = await import('../../src-main/jobs/import/opened-file')
  const { useDevice } = await import('../../src-main/devices/choose')
  const { checkRuns } = await import('../../src-main/jobs/import/check-runs')
  await useDevice('onnxruntime-cpu', { threads: 1 })
  return async () => {
    const file = await OpenedFile.open(path)
    try {
      const chosen = file.choose({ file: path, size: 4 })
      const loaded = (await file.read(chosen)).with({ mean: [0, 0, 0], std: [1, 1, 1] })
      return await checkRuns(loaded, 'model.onnx')
    } finally {
      await file.close()
    }
  }
}

async function dataSet(): Promise<() => Promise<unknown>> {
  const { findDataSet } = await import('../../src-main/datasets/find')
  const { inspectDataSet } = await import('../../src-main/jobs/inspect-data-set')
  return async () => {
    const found = await findDataSet(path)
    const transforms = { gray: false, size: 32 }
    for (const split of found.splits.length > 0 ? found.splits : [undefined])
      await inspectDataSet({
        path: found.path,
        format: found.format,
        transforms,
        ...(split === undefined ? {} : { split }),
      })
    return found.format
  }
}

async function population(): Promise<() => Promise<unknown>> {
  const { inspectPopulation } = await import('../../src-main/jobs/neural/inspect-population')
  return async () => JSON.stringify(await inspectPopulation(path)).length
}

const LOOKS: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  model,
  import: importing,
  'data set': dataSet,
  population,
}
const look = await LOOKS[what!]!()
const before = { cpu: process.cpuUsage(), memory: memory('VmRSS') }
let outcome: { error: string; said: string } | { said: string }
try {
  outcome = { said: String(await look()) }
} catch (error) {
  outcome = {
    error: error instanceof UserError ? error.kind : 'defect',
    said:
      error instanceof UserError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
  }
}
const { user, system } = process.cpuUsage(before.cpu)
const line = JSON.stringify({
  ...outcome,
  cpu: (user + system) / 1e6,
  memory: memory('VmHWM') - before.memory,
})
process.stdout.write(line, () => process.exit(0))
