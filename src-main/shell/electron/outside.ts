/**
 * What is seen outside of the window: the system's notifications, and while the window is out of sight a mark that
 * studies run, by which it comes back (an icon in the tray; macOS and some desktops show a number at the program's own).
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { app, Menu, Notification, Tray } from 'electron'
import type { Notice } from '../../contract/studies/notice'

/** In the package's own folder, seen from out/main/. */
const ICON = fileURLToPath(new URL('../../build/icons/tray.png', import.meta.url))

/** Does nothing where the system shows no notifications. */
export function notify(notice: Notice, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification(notice)
  notification.on('click', onClick)
  notification.show()
}

export class Outside {
  #tray: Tray | null = null

  /** @param onClick somebody wants the window back */
  constructor(private readonly onClick: () => void) {}

  /** The window is out of sight. macOS keeps the program in the dock, which is enough. */
  show(): void {
    if (this.#tray || process.platform === 'darwin' || !existsSync(ICON)) return
    try {
      this.#tray = new Tray(ICON)
    } catch {
      // Not every desktop has a tray; another start brings the window back.
      return
    }
    this.#tray.setToolTip('Halfpower computes')
    this.#tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Show Halfpower', click: this.onClick }]))
    this.#tray.on('click', this.onClick)
  }

  /** The window is there again, or the program ends. */
  hide(): void {
    this.#tray?.destroy()
    this.#tray = null
  }

  /** Studies that run or wait. */
  count(studies: number): void {
    app.setBadgeCount(studies)
  }
}
