/**
 * The one window: made, shown again, and remembered. Sandboxed, isolated, without Node.
 */
import { BrowserWindow, screen } from 'electron'
import { PAGE_ADDRESS } from './policy'
import { ABORTED } from './recovery'
import { restoredState, SMALLEST } from './window-state'
import type { Memory } from './memory'
import type { Trouble } from './recovery'
import type { WindowState } from './window-state'

/** Milliseconds after which the window is shown, whatever the page does: some Wayland desktops never say that it is ready. */
const SHOWN_AFTER = 2_000

export interface WindowOptions {
  /** The built preload. */
  preload: string
  memory: Memory
  /** Which part of the page: what stands behind `#`; empty for its beginning. */
  part: string
  /** Asked when the window is about to close. */
  onClose: (window: BrowserWindow) => 'close' | 'wait'
  onTrouble: (trouble: Trouble) => void
}

export function openWindow({ preload, memory, part, onClose, onTrouble }: WindowOptions): BrowserWindow {
  const { maximised, x, y, width, height } = restoredState(
    memory.remembered.window,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  )
  const window = new BrowserWindow({
    width,
    height,
    ...(x === undefined || y === undefined ? {} : { x, y }),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Halfpower',
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  })
  showSoon(window, maximised)
  tellTrouble(window, onTrouble)
  window.on('close', (event) => {
    void memory.remember({ window: placeOf(window) })
    if (onClose(window) === 'wait') event.preventDefault()
  })
  // A load that fails is told by `did-fail-load`.
  window.loadURL(`${PAGE_ADDRESS}${part === '' ? '' : `#${part}`}`).catch(() => undefined)
  return window
}

/** Shows it once: when there is something to see, when there will be nothing, or when it has taken too long. */
function showSoon(window: BrowserWindow, maximised: boolean): void {
  let shown = false
  const show = (): void => {
    clearTimeout(timer)
    if (shown || window.isDestroyed()) return
    shown = true
    if (maximised) window.maximize()
    window.show()
  }
  const timer = setTimeout(show, SHOWN_AFTER)
  window.once('ready-to-show', show)
  window.once('closed', () => clearTimeout(timer))
  window.webContents.once('did-finish-load', show)
  window.webContents.once('did-fail-load', show)
}

function tellTrouble(window: BrowserWindow, onTrouble: (trouble: Trouble) => void): void {
  const { webContents } = window
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') onTrouble({ kind: 'gone', reason })
  })
  webContents.on('did-fail-load', (_event, code, words, _address, isMainFrame) => {
    if (isMainFrame && code !== ABORTED) onTrouble({ kind: 'not loaded', code, words })
  })
  window.on('unresponsive', () => onTrouble({ kind: 'hangs' }))
}

/** Where a window is, to be remembered. */
export function placeOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), maximised: window.isMaximized() }
}

/** What the page shows: what stands behind `#` in its address; empty for its beginning. */
export function partOf(window: BrowserWindow): string {
  const { webContents } = window
  const address = webContents.isDestroyed() ? '' : webContents.getURL()
  return address.startsWith(PAGE_ADDRESS) ? (address.split('#')[1] ?? '') : ''
}

/** Brings a window back, wherever it was. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Takes a window out of sight; out of full screen first, which would leave an empty screen behind. */
export function hideWindow(window: BrowserWindow): void {
  if (!window.isFullScreen()) window.hide()
  else {
    window.once('leave-full-screen', () => window.hide())
    window.setFullScreen(false)
  }
}

/** Loads the page again, also one that hangs. */
export function loadAgain(window: BrowserWindow, trouble: Trouble): void {
  // Chromium waits for a page that hangs before it loads another; one that is gone is replaced at once.
  if (trouble.kind === 'hangs') window.webContents.forcefullyCrashRenderer()
  else window.webContents.reload()
}
