/** A window: a page of the one Chromium, with our preload, and the events that Electron would say. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { answerCall, answerRequest, inward, ORIGIN, outward } from './doors.mjs'
import { openBrowser } from './chromium.mjs'
import { app, prevented } from './electron.mjs'
import { tell, told } from './parent.mjs'

/** @type {Set<BrowserWindow>} */
const windows = new Set()
told('close window', () => [...windows][0]?.close())
told('full screen', (on) => [...windows][0]?.setFullScreen(on))

/** What stands in the page where Electron's own part of a preload would. */
const BRIDGE = `
  const listeners = []
  window.__standInEvent = (channel, words) => { for (const [name, listener] of listeners) if (name === channel) listener({}, ...words) }
  const electron = {
    contextBridge: { exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value: Object.freeze(value), enumerable: true }) },
    ipcRenderer: {
      on: (channel, listener) => void listeners.push([channel, listener]),
      invoke: (channel, ...words) => window.__standInCall(channel, words),
    },
    webUtils: { getPathForFile: () => '' },
  }
  const require = (name) => { if (name === 'electron') return electron; throw new Error('module not found: ' + name) }
`

class Contents extends EventEmitter {
  /** @type {Promise<import('playwright').Page> | null} */
  page = null
  address = ''
  destroyed = false
  /** @param {BrowserWindow} window */
  constructor(window) {
    super()
    this.window = window
  }
  setWindowOpenHandler() {}
  isDestroyed() {
    return this.destroyed
  }
  getURL() {
    return this.address
  }
  /**
   * @param {string} channel
   * @param {unknown[]} words
   */
  send(channel, ...words) {
    const sent = structuredClone(words)
    void this.page
      ?.then((page) =>
        page.evaluate(
          /** @param {{ channel: string, words: unknown[] }} what */
          // @ts-expect-error it is there in the page
          ({ channel: name, words: all }) => globalThis.__standInEvent?.(name, all),
          { channel, words: sent },
        ),
      )
      // The page is being loaded, or gone.
      .catch(() => undefined)
  }
  reload() {
    void this.load(this.address)
  }
  forcefullyCrashRenderer() {
    void this.page?.then((page) => page.goto('chrome://crash').catch(() => undefined))
  }
  /** @param {string} address */
  async load(address) {
    this.address = address
    const context = await openBrowser(app.getPath('userData'), this.window.options)
    const old = await this.page
    this.page = this.#newPage(context)
    const page = await this.page
    if (old && !old.isClosed()) await old.close()
    try {
      const response = await page.goto(outward(address), { waitUntil: 'commit' })
      this.window.emit('ready-to-show')
      await page.waitForLoadState('load')
      if (response?.ok()) this.emit('did-finish-load')
      else this.emit('did-fail-load', {}, -1, String(response?.status()), address, true)
    } catch (error) {
      if (!page.isClosed()) this.emit('did-fail-load', {}, -2, String(error), address, true)
    }
  }
  /** @param {import('playwright').BrowserContext} context */
  async #newPage(context) {
    const first = context.pages().length === 1 && context.pages()[0]?.url() === 'about:blank'
    const page = first ? context.pages()[0] : await context.newPage()
    if (!page) throw new Error('Chromium has no page.')
    await page.exposeBinding('__standInCall', ({ frame }, channel, words) =>
      answerCall(frame, channel, words),
    )
    const preload = readFileSync(this.window.options.webPreferences.preload, 'utf8')
    await page.addInitScript({
      content: `if (location.origin === '${ORIGIN}') (() => { ${BRIDGE}; const module = { exports: {} }; ((exports) => { ${preload} })(module.exports) })()`,
    })
    await page.route('**/*', answerRequest)
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && frame.url().startsWith(ORIGIN)) this.address = inward(frame.url())
    })
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }))
    return page
  }
}

export class BrowserWindow extends EventEmitter {
  #visible = false
  #fullScreen = false
  #destroyed = false
  webContents = new Contents(this)
  /** @param {{ width: number, height: number, x?: number, y?: number, show: boolean, webPreferences: { preload: string } }} options */
  constructor(options) {
    super()
    this.options = options
    windows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  /** @param {string} address */
  async loadURL(address) {
    await this.webContents.load(address)
  }
  /** @param {boolean} visible */
  #show(visible) {
    if (this.#visible === visible) return
    this.#visible = visible
    tell({ visible })
    if (visible) void this.webContents.page?.then((page) => page.bringToFront()).catch(() => undefined)
  }
  show() {
    this.#show(true)
  }
  hide() {
    this.#show(false)
  }
  focus() {}
  restore() {}
  maximize() {}
  isVisible() {
    return this.#visible
  }
  isFocused() {
    return this.#visible
  }
  isMinimized() {
    return false
  }
  isMaximized() {
    return false
  }
  isDestroyed() {
    return this.#destroyed
  }
  isFullScreen() {
    return this.#fullScreen
  }
  /** @param {boolean} on */
  setFullScreen(on) {
    this.#fullScreen = on
    setTimeout(() => this.emit(on ? 'enter-full-screen' : 'leave-full-screen'), 50)
  }
  getNormalBounds() {
    const { x = 0, y = 0, width, height } = this.options
    return { x, y, width, height }
  }
  close() {
    if (prevented((event) => this.emit('close', event))) return
    this.#destroyed = true
    this.webContents.destroyed = true
    this.webContents.emit('destroyed')
    windows.delete(this)
    this.emit('closed')
    if (windows.size === 0) app.emit('window-all-closed')
  }
}
