/**
 * Halfpower inside Electron: one workbench, one window, and what happens between the first and the last.
 * Closing the window or the program while a study runs asks; whatever ends it, what is computed is kept.
 */
import { join, resolve } from 'node:path'
import { app, Menu, session } from 'electron'
import { toErrorData } from '../../contract/errors'
import { goOnWhenOpened } from '../go-on'
import { Lifetime } from '../lifetime'
import { StudyWatch } from '../study-watch'
import { answerCalls, tellEvents } from './calls'
import { SystemDialogs } from './dialogs'
import { lockDownSession } from './lock-down'
import { Memory } from './memory'
import { menuTemplate } from './menu'
import { servePage } from './page-protocol'
import { openWindow, showWindow } from './window'
import type { BrowserWindow } from 'electron'
import type { Workbench } from '../../workbench/workbench'
import type { Picture } from './page-protocol'

export interface ApplicationOptions {
  workbench: Workbench
  picture: Picture
  /** Folder of the built page. */
  page: string
  /** The built preload. */
  preload: string
  /** The project to open; null opens none. */
  project: string | null
}

export class Application {
  readonly #watch: StudyWatch
  readonly #dialogs: SystemDialogs
  readonly #lifetime: Lifetime
  #window: BrowserWindow | null = null
  /** It has been decided that the program ends. */
  #ending = false

  private constructor(
    private readonly options: ApplicationOptions,
    private readonly memory: Memory,
  ) {
    this.#watch = new StudyWatch(options.workbench)
    this.#dialogs = new SystemDialogs(memory, () => this.#window)
    this.#lifetime = new Lifetime(
      () => ({
        headless: false,
        hadWindow: true,
        windows: this.#window?.isVisible() || this.#window?.isMinimized() ? 1 : 0,
        work: this.#watch.count,
      }),
      () => void this.#end(),
    )
  }

  /** Opens the window. Only after Electron is ready. */
  static async start(options: ApplicationOptions): Promise<Application> {
    const memory = await Memory.read(join(app.getPath('userData'), 'window.json'))
    const application = new Application(options, memory)
    await application.#start()
    return application
  }

  /** Another start of Halfpower has found this one. */
  async shownAgain(project: string | null): Promise<void> {
    this.#show()
    if (project !== null) await this.#open(project)
  }

  /** @param asking false when the system or a terminal does not wait for an answer */
  async quit(asking: boolean): Promise<void> {
    if (this.#ending) return
    if (asking && (await this.#dialogs.askAtClosing('program', this.#watch.sentence())) !== 'quit') return
    await this.#end()
  }

  async #start(): Promise<void> {
    const { workbench, page, picture, project } = this.options
    lockDownSession(session.defaultSession)
    servePage(page, picture)
    answerCalls(workbench, this.#dialogs)
    goOnWhenOpened(workbench)
    workbench.on('project.changed', (info) => {
      if (info) app.addRecentDocument(info.folder)
    })
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(menuTemplate(process.platform, () => void this.#chooseProject())),
    )
    app.on('before-quit', (event) => {
      if (this.#ending) return
      event.preventDefault()
      void this.quit(true)
    })
    // The window's own `close` has decided already.
    app.on('window-all-closed', () => void this.#end())
    app.on('activate', () => this.#show())
    app.on('open-file', (event, path) => {
      event.preventDefault()
      void this.shownAgain(path)
    })
    this.#show()
    if (project !== null) await this.#open(project)
  }

  #show(): void {
    if (this.#ending) return
    this.#lifetime.stop()
    if (this.#window) showWindow(this.#window)
    else {
      this.#window = openWindow({
        preload: this.options.preload,
        memory: this.memory,
        onClose: () => this.#closing(),
      })
      tellEvents(this.options.workbench, this.#window.webContents)
      this.#window.on('closed', () => (this.#window = null))
    }
  }

  /** The window may close at once when nothing runs; else somebody is asked first. */
  #closing(): 'close' | 'wait' {
    const running = this.#watch.sentence()
    if (this.#ending || running === null) return 'close'
    void this.#dialogs.askAtClosing('window', running).then((decision) => {
      if (decision === 'quit') void this.#end()
      if (decision === 'hide') {
        this.#window?.hide()
        // Out of sight, it ends by itself when the studies have.
        this.#lifetime.start()
      }
    })
    return 'wait'
  }

  async #chooseProject(): Promise<void> {
    const folder = await this.#dialogs.chooseFolder('Open a project')
    if (folder !== null) await this.#open(folder)
  }

  async #open(folder: string): Promise<void> {
    const { workbench } = this.options
    try {
      const open = await workbench.invoke('project.info', {})
      if (open?.folder === resolve(folder)) return
      if ((await this.#dialogs.askAtClosing('project', this.#watch.sentence())) !== 'quit') return
      await workbench.invoke('project.open', { folder, mode: 'auto' })
    } catch (error) {
      await this.#dialogs.say(toErrorData(error).message)
    }
  }

  async #end(): Promise<void> {
    if (this.#ending) return
    this.#ending = true
    this.#lifetime.stop()
    this.#window?.hide()
    await this.options.workbench.close().catch(() => undefined)
    // What is being remembered is written before the end.
    await this.memory.remember({})
    app.quit()
  }
}
