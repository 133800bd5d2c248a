import { describe, expect, it } from 'vitest'
import { gpuRemedy, unavailable } from '../../build/gpu-install.mjs'

describe('the native TensorFlow library', () => {
  it.each([
    ['linux', 'x64'],
    ['win32', 'x64'],
  ])('exists for %s on %s', (platform, arch) => {
    expect(unavailable({ platform, arch })).toBeNull()
  })

  it.each([
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
    ['darwin', 'x64'],
  ])('does not exist for %s on %s, and that is no loss', (platform, arch) => {
    expect(unavailable({ platform, arch })).toContain(`for ${platform} on ${arch}`)
    expect(unavailable({ platform, arch })).toContain('ONNX Runtime')
  })

  it.each([
    ['Error: getaddrinfo ENOTFOUND storage.googleapis.com', 'no route'],
    ['TAR_BAD_ARCHIVE: Unrecognized archive format', 'answered with something else'],
    ['Error: ENOSPC: no space left on device, write', 'disk is full'],
    ['node-pre-gyp install failed with error: Error: Command failed', 'compiling it needs'],
    ['Segmentation fault', 'its own script says below'],
  ])('that fails with "%s" gets a sentence', (output, expected) => {
    expect(gpuRemedy(output)).toContain(expected)
  })
})
