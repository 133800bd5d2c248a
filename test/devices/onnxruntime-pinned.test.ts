/**
 * What of onnxruntime-node is used that its package does not promise: a deep import, a binding that runs synchronously,
 * ONNX Runtime's internal operators. One version has been checked; another fails here first, and says what to check.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ModelBuilder } from '../../src-main/devices/onnxruntime/model-builder'
import { loadRuntime } from '../../src-main/devices/onnxruntime/runtime'
import { ROOT } from '../support/root'

const CHECKED = '1.30.0'

const TO_CHECK = `onnxruntime-node is not the version that was checked (${CHECKED}). Before this number is changed:
1. src-main/devices/onnxruntime/runtime.ts: dist/binding.js still exports initOrt and binding.InferenceSession with
   loadModel, run and dispose, all synchronous; dist/version.js still exports version (the tests below).
2. onnxruntime-common has the same version in package.json.
3. The internal layout: halfpower devices --check, test/devices/ and the operator specs (npm run test -- devices
   conformance), and npm test -- --every-layout.
4. Notes on ${CHECKED}'s own faults: the padding of pooling (session-options.ts) and the copies of inputs (backend.ts);
   what a new version mends goes, with its test.
5. Results: a changed last bit is a new version of the device in every result's provenance; compare the golden tests.
6. The speed: npm run bench.
7. What the library sends home, and what turns that off (test/devices/onnxruntime-telemetry.test.ts); on Windows, too.`

function installed(name: string): { version: string; exports?: unknown } {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    version: string
  }
}

describe('onnxruntime-node', () => {
  it('is the version that was checked, in package.json and installed, as is onnxruntime-common', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    for (const name of ['onnxruntime-node', 'onnxruntime-common']) {
      expect(dependencies[name], TO_CHECK).toBe(CHECKED)
      expect(installed(name).version, TO_CHECK).toBe(CHECKED)
    }
  })

  it('lets its inner files be imported', () => {
    // A field "exports" would close the way to dist/binding.js.
    expect(installed('onnxruntime-node').exports, TO_CHECK).toBeUndefined()
  })

  it('says its version, has the processor, and answers synchronously', async () => {
    const runtime = await loadRuntime()
    expect(runtime.version, TO_CHECK).toBe(CHECKED)
    expect(
      runtime.providers.map(({ name }) => name),
      TO_CHECK,
    ).toContain('cpu')
    const builder = new ModelBuilder()
    const input = builder.input('float32', [2])
    const output = builder.op('Relu', [input])
    builder.output(output, 'float32', [2])
    const session = runtime.createSession(builder.encode(), { executionProviders: ['cpu'] })
    const feeds = { [input]: new runtime.tensor('float32', Float32Array.of(-1, 2), [2]) }
    const answer = session.run(feeds, { [output]: null }, {})
    expect(answer, TO_CHECK).not.toBeInstanceOf(Promise)
    expect([...(answer[output]!.data as Float32Array)], TO_CHECK).toEqual([0, 2])
    session.dispose()
  })
})
