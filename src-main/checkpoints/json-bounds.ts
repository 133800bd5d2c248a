/** JSON that lists tensors, looked over before it is parsed: a bracket of one byte becomes an object of a hundred. */
import { UserError } from '../contract/errors'

/** 150,000 tensors with their types, shapes and places; each comes to about twelve of these signs. */
const MOST_SIGNS = 2_000_000
/** Objects in arrays in objects; what is nested a hundred thousand deep would end the parser itself. */
const DEEPEST = 64

/**
 * @param bytes UTF-8
 * @param name how sentences call the file
 * @throws UserError('input') for more entries, or deeper nesting, than any list of tensors has; not for what is no JSON
 */
export function checkJson(bytes: Uint8Array, name: string): void {
  let [signs, depth, isText] = [0, 0, false]
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (isText) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) isText = false
      continue
    }
    if (byte === 0x22) isText = true
    else if (byte === 0x2c || byte === 0x3a) signs++
    else if (byte === 0x7b || byte === 0x5b) {
      signs++
      depth++
    } else if (byte === 0x7d || byte === 0x5d) depth--
    if (signs > MOST_SIGNS || depth > DEEPEST)
      throw new UserError(
        'input',
        `${name} lists more than ${signs > MOST_SIGNS ? `${MOST_SIGNS / 10} things` : `${DEEPEST} things inside each other`} in its JSON, which no model's weights do: it is damaged or was made to deceive; download it again.`,
      )
  }
}
