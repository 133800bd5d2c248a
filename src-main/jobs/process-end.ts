/**
 * What the end of a process means, in words: a signal by its name, and codes that stand for one. On POSIX systems a
 * process that watches another says a signal as its number (Chromium: 5, 6, 11) or as 128 and its number (shells);
 * Windows says an exception as a code of its own.
 */
import type { ProcessEnd } from './channel'

/** Numbers that are the same on Linux and macOS. */
const SIGNALS: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
}

const MEANINGS: Readonly<Record<string, string>> = {
  SIGILL: 'an instruction that this processor does not have',
  SIGTRAP: 'a check in a native library failed',
  SIGABRT: 'it gave up by itself',
  SIGFPE: 'an impossible division in a native library',
  SIGSEGV: "a native library touched memory that is not the process's",
  SIGBUS: 'a file or memory that it used was no longer there',
  SIGHUP: 'its terminal was closed',
}

/** Of Windows (ntstatus.h). */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  0xc0000005: 'an access violation in a native library',
  0xc0000017: 'too little memory',
  0xc000001d: 'an instruction that this processor does not have',
  0xc0000135: 'a DLL that is missing: install the Visual C++ runtime',
  0xc0000409: 'a check in a native library failed',
}

/** The name of the signal that ended it; null when it ended by itself. */
export function signalOf(
  { code, signal }: ProcessEnd,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (signal !== null || code === null || platform === 'win32') return signal
  // Smaller numbers are Node's own exit codes, except for those that Node does not use as such.
  return SIGNALS[code > 128 ? code - 128 : [5, 6, 11].includes(code) ? code : -1] ?? null
}

/** `it was ended by SIGSEGV: a native library touched …`, `exit code 1`, `it could not be started: …`. */
export function endWords(end: ProcessEnd, platform: NodeJS.Platform = process.platform): string {
  if (end.failure !== undefined) return `it could not be started: ${end.failure}`
  const signal = signalOf(end, platform)
  if (signal !== null) {
    const said = end.signal === null ? `exit code ${end.code}, ` : ''
    const meaning = MEANINGS[signal]
    return `${said}it was ended by ${signal}${meaning === undefined ? '' : `: ${meaning}`}`
  }
  // Windows' codes come as they are or as negative numbers of 32 bits.
  const exception = platform === 'win32' && end.code !== null ? EXCEPTIONS[end.code >>> 0] : undefined
  return exception === undefined ? `exit code ${end.code}` : `exit code ${end.code}, ${exception}`
}
