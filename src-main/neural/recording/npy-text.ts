/** Short texts of a NumPy file (type `<U…` or `|S…`), such as the tiers of trials. */
import { UserError } from '../../contract/errors'
import { isNpy, npyHeaderBytes } from '../../checkpoints/npy-header'

/** The longest text that is read, in characters. */
const LONGEST = 256

/** @throws UserError('input') for every other array */
export function readNpyText(bytes: Uint8Array, name: string): string[] {
  const refuse = (why: string): UserError =>
    new UserError('input', `${name} should be a list of words as NumPy writes them: ${why}.`)
  if (!isNpy(bytes)) throw refuse('it is no .npy file')
  const start = npyHeaderBytes(bytes)
  if (start > bytes.length) throw refuse('it ends inside its header')
  const header = Buffer.from(bytes.subarray(0, start)).toString('latin1')
  const type = /'descr'\s*:\s*'([<>|=])([US])(\d{1,6})'/.exec(header)
  const shape = /'shape'\s*:\s*\((\d{1,12}),?\s*\)/.exec(header)
  if (!type || !shape)
    throw refuse('its values are of another type, e.g. Python objects, or have several axes')
  const [, order, kind, digits] = type
  const letters = Number(digits)
  const size = letters * (kind === 'U' ? 4 : 1)
  const count = Number(shape[1])
  if (letters > LONGEST || count * size !== bytes.length - start)
    throw refuse('its length is not what its header says')
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start)
  return Array.from({ length: count }, (_, i) => {
    let text = ''
    for (let letter = 0; letter < letters; letter++) {
      const at = i * size + letter * (kind === 'U' ? 4 : 1)
      const code = kind === 'U' ? view.getUint32(at, order !== '>') : view.getUint8(at)
      if (code === 0) break
      if (code > 0x10ffff) throw refuse('it holds what is no letter')
      text += String.fromCodePoint(code)
    }
    return text
  })
}
