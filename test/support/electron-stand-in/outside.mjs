/** Dialogs, which the test answers, and what the system shows outside of windows, which it is told. */
import { EventEmitter } from 'node:events'
import { tell, told } from './parent.mjs'

/** @type {Map<number, (answer: any) => void>} */
const open = new Map()
let count = 0
told('answer', ({ id, button, paths }) => open.get(id)?.({ response: button, filePaths: paths ?? [] }))

/**
 * @param {unknown[]} words
 * @returns {any}
 */
function ask(words) {
  const { signal, ...options } = /** @type {any} */ (words.at(-1))
  const id = ++count
  return new Promise((resolve) => {
    open.set(id, resolve)
    signal?.addEventListener('abort', () => resolve({ response: options.cancelId ?? 0, filePaths: [] }))
    tell({ box: { id, ...options } })
  })
}

export const dialog = {
  showMessageBox: (/** @type {unknown[]} */ ...words) => ask(words),
  showOpenDialog: (/** @type {unknown[]} */ ...words) => ask(words),
  showErrorBox: (/** @type {string} */ title, /** @type {string} */ message) =>
    tell({ error: { title, message } }),
}

/** @type {Notification | null} */
let last = null
told('click notification', () => last?.emit('click'))

export class Notification extends EventEmitter {
  static isSupported = () => true
  /** @param {{ title: string, body: string }} options */
  constructor(options) {
    super()
    this.options = options
  }
  show() {
    last = this
    tell({ notification: this.options })
  }
}

/** @type {Tray | null} */
let tray = null
told('click tray', () => tray?.emit('click'))

export class Tray extends EventEmitter {
  /** @param {string} icon */
  constructor(icon) {
    super()
    tray = this
    tell({ tray: icon })
  }
  setToolTip() {}
  setContextMenu() {}
  destroy() {
    tray = null
    tell({ tray: null })
  }
}
