/**
 * The one window: made, shown again, and remembered. Sandboxed, isolated, without Node.
 */
import { BrowserWindow, screen } from 'electron'
import { PAGE_ADDRESS } from './policy'
import { restoredState, SMALLEST } from './window-state'
import type { Memory } from './memory'

export interface WindowOptions {
  /** The built preload. */
  preload: string
  memory: Memory
  /** Asked when the window is about to close. */
  onClose: (window: BrowserWindow) => 'close' | 'wait'
}

export function openWindow({ preload, memory, onClose }: WindowOptions): BrowserWindow {
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
  window.once('ready-to-show', () => {
    if (maximised) window.maximize()
    window.show()
  })
  window.on('close', (event) => {
    const bounds = window.getNormalBounds()
    void memory.remember({ window: { ...bounds, maximised: window.isMaximized() } })
    if (onClose(window) === 'wait') event.preventDefault()
  })
  void window.loadURL(PAGE_ADDRESS)
  return window
}

/** Brings a window back, wherever it was. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
