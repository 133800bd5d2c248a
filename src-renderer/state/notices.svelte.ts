/**
 * The system's notifications where a browser shows the window: that a study has ended or stopped, to somebody who looks
 * elsewhere. Electron's main process says so itself (shell/electron/outside.ts). Nothing is asked of the browser
 * before somebody wants it.
 */
import { noticeOf } from '../../src-main/contract/studies/notice'
import { on } from './api'
import { app } from './app.svelte'
import type { StudyInfo } from '../../src-main/contract/studies'

class Notices {
  #permission = $state<NotificationPermission>('Notification' in window ? Notification.permission : 'denied')
  /** Studies that this window has seen running or waiting. */
  readonly #active = new Set<string>()

  /** What the browser allows; null where the system is told without it. */
  readonly permission = $derived(app.value?.host === 'browser' ? this.#permission : null)

  listen(): void {
    on('study.status', (info) => this.#look(info))
    on('project.changed', () => this.#active.clear())
  }

  /** Asks the browser, which asks the user. */
  async ask(): Promise<void> {
    this.#permission = await Notification.requestPermission()
  }

  #look(info: StudyInfo): void {
    if (info.state === 'queued' || info.state === 'running') {
      this.#active.add(info.id)
      return
    }
    const notice = this.#active.delete(info.id) ? noticeOf(info) : null
    if (notice === null || this.permission !== 'granted' || document.hasFocus()) return
    const notification = new Notification(notice.title, { body: notice.body, tag: info.id })
    notification.onclick = () => {
      window.focus()
      location.hash = `#/queue/${encodeURIComponent(info.id)}`
      notification.close()
    }
  }
}

export const notices = new Notices()
