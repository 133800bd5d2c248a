/**
 * Runs tfjs-core's specs under jasmine against one of our backends, in a process of its own, and tells
 * its parent what happens: which spec begins, how it ended. Decides nothing (see judge.mjs).
 * This file is bundled (bundle.mjs): the specs must share one tfjs-core with the backend.
 */
import jasmineCore from 'jasmine-core'
import { getKernelsForBackend } from '@tensorflow/tfjs-core'
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util'
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops'
import '../../src-main/devices/tf'
import { BACKEND_NAME, registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { TENSORFLOW_BACKEND } from '../../src-main/devices/tensorflow/native'
import { selectTensorflow } from '../../src-main/devices/tensorflow/select'
// Written by bundle.mjs.
import { specFiles } from 'virtual:spec-files'

/**
 * @typedef {{ files: string[], excluded: string[], backend: 'onnxruntime' | 'tensorflow', provider: string,
 *   internalLayout: boolean }} Order what the parent wants;
 *   `excluded` are regular expressions over `file: full name`
 */

/** @param {object} message */
function tell(message) {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, resolve)
  })
}

/** @type {Order} */
const order = JSON.parse(process.argv[2] ?? '{}')
const jasmine = jasmineCore.boot()
const environment = jasmine.getEnv()
const isTensorflow = order.backend === 'tensorflow'
if (isTensorflow) await selectTensorflow('cpu', 1)
else await registerOnnxruntime({ threads: 1, provider: order.provider, internalLayout: order.internalLayout })
const backendName = isTensorflow ? TENSORFLOW_BACKEND : BACKEND_NAME
setTestEnvs([{ name: backendName, backendName, flags: {}, isDataSync: true }])

/**
 * Jasmine knows names only; which file a suite or spec came from is remembered here, by its id.
 *
 * @type {Map<string, string>}
 */
const fileOf = new Map()
/**
 * @param {{ id: string, children?: { id: string }[] }} node
 * @param {string} file
 */
function mark(node, file) {
  fileOf.set(node.id, file)
  for (const child of node.children ?? []) mark(child, file)
}
for (const file of order.files) {
  const before = environment.topSuite().children.length
  await specFiles[file]?.()
  for (const child of environment.topSuite().children.slice(before)) mark(child, file)
}

const excluded = order.excluded.map((pattern) => new RegExp(pattern))
environment.configure({
  random: false,
  failSpecWithNoExpectations: false,
  specFilter: (spec) => {
    const title = `${fileOf.get(spec.id)}: ${spec.getFullName()}`
    return !excluded.some((pattern) => pattern.test(title))
  },
})
environment.addReporter({
  specStarted: (spec) => tell({ kind: 'started', file: fileOf.get(spec.id), name: spec.fullName }),
  specDone: (spec) =>
    tell({
      kind: 'done',
      file: fileOf.get(spec.id),
      name: spec.fullName,
      status: spec.status,
      failures: spec.failedExpectations.map((failure) => failure.message),
    }),
  suiteDone: (suite) => {
    const failures = suite.failedExpectations.map((failure) => failure.message)
    return failures.length > 0
      ? tell({ kind: 'done', file: fileOf.get(suite.id), name: suite.fullName, status: 'failed', failures })
      : undefined
  },
})
await tell({
  kind: 'kernels',
  kernels: getKernelsForBackend(backendName).map((kernel) => kernel.kernelName),
})
const { overallStatus } = await environment.execute()
await tell({ kind: 'finished', overallStatus })
process.disconnect?.()
process.exit(0)
