import { describe, expect, it } from 'vitest'
import { folderName, projectFolder } from '../../../../src-renderer/pages/start/new-project'

describe('the folder of a new project', () => {
  it('is named after its title', () => {
    expect(folderName('Mouse vs. blur')).toBe('mouse-vs-blur.halfpower')
    expect(folderName('  σ für Größe 3 ')).toBe('sigma-fur-gro-e-3.halfpower')
  })
  it('has a name even where the title has no letter that a folder may have', () => {
    expect(folderName('猫')).toBe('project.halfpower')
  })
  it('lies in the chosen place, with that machine’s separator', () => {
    expect(projectFolder('/home/ada', 'A')).toBe('/home/ada/a.halfpower')
    expect(projectFolder('C:\\Users\\ada', 'A')).toBe('C:\\Users\\ada\\a.halfpower')
  })
})
