import { describe, expect, it } from 'vitest'
import { defaultExportPath, exportPathIssue } from '../../../../src-renderer/pages/models/export-path'
import { frequencyWords, mixingWords } from '../../../../src-renderer/pages/models/frequency-words'

describe('a frequency in words', () => {
  it('has the units that can be had', () => {
    expect(frequencyWords(0.5, { side: 32 })).toEqual(['0.250 cycles/pixel', '8.00 cycles/image'])
    expect(frequencyWords(0.5, { side: 32, fieldOfView: 16 })).toContain('0.500 cycles/degree')
  })

  it('is f_mix beside its slider', () => {
    expect(mixingWords(0.32, 32)).toBe('0.32 of Nyquist = 5.12 cycles/image')
    expect(mixingWords(0, 32)).toBe('0 of Nyquist = 0 cycles/image')
  })
})

describe('where weights are written', () => {
  it('is beside the project, with the system’s separator', () => {
    expect(defaultExportPath('/home/a/b.halfpower', 'm')).toBe('/home/a/m.safetensors')
    expect(defaultExportPath('C:\\data\\b.halfpower', 'm')).toBe('C:\\data\\m.safetensors')
  })

  it('is a whole path to a .safetensors file', () => {
    expect(exportPathIssue('/a/m.safetensors')).toBeNull()
    expect(exportPathIssue('C:\\m.safetensors')).toBeNull()
    expect(exportPathIssue('  ')).toMatch(/Give the path/)
    expect(exportPathIssue('/a/m.pt')).toMatch(/\.safetensors/)
    expect(exportPathIssue('m.safetensors')).toMatch(/whole path/)
  })
})
