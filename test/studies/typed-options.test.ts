/** What is typed behind an option and cannot be: refused by the option's name, with what may be given. */
import { expect, it } from 'vitest'
import { hybridCommand } from '../../src-main/studies/hybrid/command'

it('refuses a single f_mix by name instead of in the words of a schema', () => {
  const { read } = hybridCommand.rows.fMix
  expect(() => read!('0.2')).toThrow(
    '"0.2" behind --f-mix is not allowed. Give at least two ascending fractions of Nyquist from 0 to 1',
  )
  expect(read!('0.2,0.5')).toEqual([0.2, 0.5])
  expect(read!('adaptive')).toBe('adaptive')
})
