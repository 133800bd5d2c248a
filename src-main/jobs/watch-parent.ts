/** Starts the thread that ends this process once its parent is gone (parent-watch.ts). */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/**
 * Where the built thread lies beside the running program, or else (sources that run unbuilt, as tests do) nowhere: then the
 * end of the channel is heard between computations only.
 * @param parent its process number
 */
export function watchParent(
  parent = process.ppid,
  here = dirname(fileURLToPath(import.meta.url)),
): Worker | null {
  const entry = [here, dirname(here)]
    .map((folder) => join(folder, 'parent-watch.js'))
    .find((file) => existsSync(file))
  if (entry === undefined) return null
  const worker = new Worker(entry, {
    workerData: parent,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  })
  // A process that cannot have one more thread computes all the same.
  worker.on('error', () => undefined)
  worker.unref()
  return worker
}
