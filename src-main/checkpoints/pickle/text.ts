/**
 * How pickles write text and whole numbers: UTF-8 with lone surrogates (Python's surrogatepass), Python 2's
 * quoted strings, raw-unicode-escape lines, little-endian two's complement, decimal lines.
 */

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 to text; lone surrogates are kept as Python writes them, undefined when it is neither. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return decodeWithSurrogates(bytes)
  }
}

/** Text whose characters are bytes, back to the bytes; undefined when one of them is beyond 255. */
export function latin1Bytes(text: string): Uint8Array | undefined {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return undefined
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** Cuts the text at each surrogate written as three bytes (ED A0..BF xx); the rest has to be proper UTF-8. */
function decodeWithSurrogates(bytes: Uint8Array): string | undefined {
  const parts: string[] = []
  let start = 0
  try {
    for (let i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] !== 0xed || bytes[i + 1]! < 0xa0 || (bytes[i + 2]! & 0xc0) !== 0x80) continue
      if (bytes[i + 1]! > 0xbf) continue
      parts.push(strictUtf8.decode(bytes.subarray(start, i)))
      parts.push(String.fromCharCode(0xd000 | ((bytes[i + 1]! & 0x3f) << 6) | (bytes[i + 2]! & 0x3f)))
      start = i + 3
      i += 2
    }
    parts.push(strictUtf8.decode(bytes.subarray(start)))
  } catch {
    return undefined
  }
  return parts.join('')
}

/** Two's complement, least significant byte first; no bytes are 0. */
export function decodeInteger(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0
  const hexadecimal = Buffer.from(bytes).reverse().toString('hex')
  return plainInteger(BigInt.asIntN(bytes.length * 8, BigInt(`0x${hexadecimal}`)))
}

/** A decimal line, possibly with Python 2's L; undefined when it is none. */
export function decodeDecimal(line: string): number | bigint | undefined {
  return /^\s*[+-]?\d+L?\s*$/.test(line)
    ? plainInteger(BigInt(line.trim().replace(/^\+|L$/g, '')))
    : undefined
}

/** Python's repr of a float. */
export function decodeFloat(line: string): number | undefined {
  const text = line.trim().toLowerCase()
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(text)
  if (special) return special[2] === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Python 2's `repr` of a string: quotes, and escapes that stand for bytes. Undefined when it is none. */
export function decodeQuoted(line: string): string | undefined {
  const text = line.trim()
  const quote = text[0]
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) return undefined
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\\'"abfnrtv])/g, (whole, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(parseInt(code.slice(1), 16))
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8) & 0xff)
    return ESCAPES[code] ?? whole
  })
}

/** Cannot come out of latin1 or \uXXXX in one piece; marks what no character has. */
const BEYOND_UNICODE = '\uffff\u{10ffff}\uffff'

/** `raw-unicode-escape`: bytes stand for themselves, \uXXXX and \UXXXXXXXX after an odd number of backslashes for characters. */
export function decodeRawUnicode(line: Uint8Array): string | undefined {
  const text = Buffer.from(line)
    .toString('latin1')
    .replace(
      // What follows is optional, or a long run of backslashes would be gone through from each of them.
      /(\\+)(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))?/g,
      (whole, slashes: string, short: string | undefined, long: string | undefined) => {
        if (slashes.length % 2 === 0 || (short ?? long) === undefined) return whole
        const point = parseInt(short ?? long!, 16)
        return point > 0x10ffff ? BEYOND_UNICODE : slashes.slice(1) + String.fromCodePoint(point)
      },
    )
  return text.includes(BEYOND_UNICODE) ? undefined : text
}

function plainInteger(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
