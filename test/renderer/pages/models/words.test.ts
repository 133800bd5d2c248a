import { describe, expect, it } from 'vitest'
import {
  defaultExportPath,
  exportPathIssue,
  formatsFor,
  withFormat,
} from '../../../../src-renderer/pages/models/export-path'
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

describe('where a model is written', () => {
  it('is beside the project, with the system’s separator and the format’s ending', () => {
    expect(defaultExportPath('/home/a/b.halfpower', 'm', 'safetensors')).toBe('/home/a/m.safetensors')
    expect(defaultExportPath('C:\\data\\b.halfpower', 'm', 'onnx')).toBe('C:\\data\\m.onnx')
  })

  it('changes its ending with the format, and nothing else', () => {
    expect(withFormat('/a/m.onnx', 'safetensors')).toBe('/a/m.safetensors')
    expect(withFormat('/a/m.safetensors', 'safetensors')).toBe('/a/m.safetensors')
    expect(withFormat('/a/version.2', 'onnx')).toBe('/a/version.2.onnx')
  })

  it('is a whole path with the ending of its format', () => {
    expect(exportPathIssue('/a/m.safetensors', 'safetensors')).toBeNull()
    expect(exportPathIssue('C:\\m.ONNX', 'onnx')).toBeNull()
    expect(exportPathIssue('  ', 'onnx')).toMatch(/Give the path/)
    expect(exportPathIssue('/a/m.safetensors', 'onnx')).toMatch(/\.onnx/)
    expect(exportPathIssue('m.safetensors', 'safetensors')).toMatch(/whole path/)
  })

  it('is no safetensors file for a graph that came as ONNX', () => {
    expect(formatsFor('resnet18').map(({ disabled }) => disabled)).toEqual([false, false])
    expect(formatsFor('onnx').filter(({ disabled }) => disabled)).toMatchObject([{ value: 'safetensors' }])
  })
})
