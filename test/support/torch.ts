/** Finds a Python with PyTorch; Debian's own interpreter second: another Python first in the path may lack it. */
import { execFileSync } from 'node:child_process'

const INTERPRETERS = ['python3', '/usr/bin/python3']

const PROBE =
  'import sys, importlib.util as u; sys.exit(any(u.find_spec(name) is None for name in sys.argv[1:]))'

/** The interpreter that has these modules, or undefined. */
export function pythonWith(...modules: string[]): string | undefined {
  return INTERPRETERS.find((python) => {
    try {
      // Found, not imported: PyTorch takes seconds of processor time to import, and twenty files of tests ask.
      execFileSync(python, ['-c', PROBE, ...modules], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}
