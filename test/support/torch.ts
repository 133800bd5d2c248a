/** Finds a Python with PyTorch; Debian's own interpreter second: another Python first in the path may lack it. */
import { execFileSync } from 'node:child_process'

const INTERPRETERS = ['python3', '/usr/bin/python3']

/** The interpreter that can import these modules, or undefined. */
export function pythonWith(...modules: string[]): string | undefined {
  return INTERPRETERS.find((python) => {
    try {
      execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}
