/** An address that names small panels where there are none shows the figure, whose button is then pressed. */
import { expect, it } from 'vitest'
import { viewsOffered } from '../../../src-renderer/pages/map/views'

it('offers small panels of corruptions only where some were measured', () => {
  expect(viewsOffered(true)).toEqual(['figure', 'multiples', 'table', 'preference'])
  expect(viewsOffered(false)).toEqual(['figure', 'table', 'preference'])
})
