/**
 * How many components a JPEG file stores, from its markers, and ink to light. Four components are cyan, magenta,
 * yellow and black, or YCCK, of which libjpeg makes them; files hold them inverted, as Adobe's programs write them,
 * and libvips, like Pillow, turns that back in all of them.
 */

/** Undefined when the bytes end before the frame's header. */
export function jpegComponents(bytes: Uint8Array): number | undefined {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]!
    // Fill bytes, and markers without a length.
    if (marker === 0xff) at += 1
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else {
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
      if (isFrame) return bytes[at + 9]
      at += 2 + 256 * bytes[at + 2]! + bytes[at + 3]!
    }
  }
  return undefined
}

/**
 * Cyan, magenta, yellow and black (0: no ink) to red, green and blue as Pillow's convert('RGB') computes it, to the
 * last bit: light = (255 − black)·(255 − ink)/255, rounded as 8-bit arithmetic does. No colour profile.
 */
export function inkToLight(ink: Uint8Array): Uint8Array {
  const count = ink.length / 4
  const light = new Uint8Array(3 * count)
  for (let i = 0; i < count; i++) {
    const rest = 255 - ink[4 * i + 3]!
    for (let channel = 0; channel < 3; channel++) {
      const product = ink[4 * i + channel]! * rest + 128
      light[3 * i + channel] = rest - (((product >> 8) + product) >> 8)
    }
  }
  return light
}
