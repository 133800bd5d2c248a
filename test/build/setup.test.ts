import { describe, expect, it } from 'vitest'
import { installRemedy } from '../../build/setup.mjs'

describe('what to do about a failed npm ci', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error network request to the registry failed', 'connect to the network'],
    ['npm error code ECONNREFUSED', 'connect to the network'],
    ['npm error nospc ENOSPC: no space left on device, write', 'free about'],
    ["npm error Error: EACCES: permission denied, mkdir 'node_modules'", 'writable for you'],
    ['npm error code EINTEGRITY', 'npm cache verify'],
    ['npm error code EUSAGE', '"npm install"'],
    ['/bin/sh: 1: npm: not found', 'install npm'],
    ['something nobody has seen before', 'see what npm says'],
  ])('%s', (output, expected) => {
    expect(installRemedy(output)).toContain(expected)
    expect(installRemedy(output)).toMatch(/start the same command again/)
  })
})
