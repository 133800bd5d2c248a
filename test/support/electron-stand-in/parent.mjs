/** The line to the test that started us. Whoever starts us without one sees what is told on stderr. */

/** @type {Map<string, (value: any) => void>} */
const listeners = new Map()

/** @param {Record<string, unknown>} message */
export function tell(message) {
  if (process.connected) process.send?.(message)
}

/**
 * @param {string} what
 * @param {(value: any) => void} listener
 */
export function told(what, listener) {
  listeners.set(what, listener)
}

process.on('message', (message) => {
  for (const [what, value] of Object.entries(/** @type {object} */ (message))) listeners.get(what)?.(value)
})
// A test that has gone leaves nobody behind.
process.on('disconnect', () => process.exit(99))
process.channel?.unref()
