/**
 * A small implementation of the Electron modules that shell/electron/ uses, over Node, Chromium (driven by Playwright) and
 * the process that started it, which answers its dialogs. For tests only: it shows that page, preload, protocol, calls,
 * dialogs, jobs and quitting work together. It is not Electron: our preload runs in the page's own world, the page's scheme
 * is an https address that is answered here, and nothing of Electron's sandbox, session, menu or file dialogs is there.
 */
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { holdSingleInstance } from './single-instance.mjs'
import { tell, told } from './parent.mjs'
import { browserOf } from './chromium.mjs'

export { BrowserWindow } from './window.mjs'
export { dialog, Notification, Tray } from './outside.mjs'
export { ipcMain, protocol, session } from './doors.mjs'

const userData =
  process.argv.find((word) => word.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ?? '.'

class App extends EventEmitter {
  isPackaged = false
  commandLine = {
    appendSwitch: (/** @type {string} */ name) => void tell({ switch: name }),
    hasSwitch: (/** @type {string} */ name) => process.argv.includes(`--${name}`),
  }
  #isReady = false
  #quitting = false
  setName() {}
  enableSandbox() {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    tell({ sandbox: true })
  }
  async whenReady() {
    await new Promise((resolve) => setTimeout(resolve, 20))
    this.#isReady = true
  }
  /** @param {'userData'} name */
  getPath(name) {
    return join(userData, name === 'userData' ? '' : name)
  }
  /** @param {unknown} data */
  requestSingleInstanceLock(data) {
    this.held = holdSingleInstance(userData, data, (words, folder, sent) =>
      this.emit('second-instance', {}, words, folder, sent),
    )
    return this.held !== null
  }
  releaseSingleInstanceLock() {
    this.held?.release()
  }
  addRecentDocument() {}
  /** @param {number} count */
  setBadgeCount(count) {
    tell({ badge: count })
  }
  quit() {
    if (this.#quitting) return
    if (prevented((event) => this.emit('before-quit', event))) return
    this.#quitting = true
    void this.#close(0)
  }
  /** @param {number} code */
  exit(code) {
    void this.#close(code)
  }
  /** @param {number} code */
  async #close(code) {
    this.releaseSingleInstanceLock()
    await (await browserOf.opened)?.close().catch(() => undefined)
    process.exit(code)
  }
}
export const app = new App()

/** @param {(event: { preventDefault: () => void }) => void} say */
export function prevented(say) {
  let was = false
  say({ preventDefault: () => (was = true) })
  return was
}

export const Menu = {
  buildFromTemplate: (/** @type {unknown} */ template) => template,
  setApplicationMenu() {},
}
export const powerMonitor = new EventEmitter()
export const powerSaveBlocker = {
  start() {
    tell({ awake: true })
    return 1
  },
  stop() {
    tell({ awake: false })
  },
}
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1280, height: 900 } }],
}

told('quit', () => app.quit())
told('shutdown', () => powerMonitor.emit('shutdown'))
