/**
 * The system's dialogs: choosing files, asking before a running study is paused, saying what failed. The
 * file dialogs begin where the last one ended.
 */
import { dirname } from 'node:path'
import { dialog } from 'electron'
import { decisionOf, questionAtClosing } from './quitting'
import { TROUBLE_BUTTONS, troubleWords } from './recovery'
import type { BrowserWindow, OpenDialogOptions } from 'electron'
import type { Dialogs } from './calls'
import type { Memory } from './memory'
import type { Decision, Ending } from './quitting'
import type { Trouble } from './recovery'

export class SystemDialogs implements Dialogs {
  constructor(
    private readonly memory: Memory,
    private readonly window: () => BrowserWindow | null,
  ) {}

  chooseFolder(title: string | undefined): Promise<string | null> {
    return this.#choose(title, ['openDirectory', 'createDirectory'])
  }

  chooseFile(title: string | undefined): Promise<string | null> {
    return this.#choose(title, ['openFile'])
  }

  /**
   * What is to become of what runs; `quit` without asking when nothing does.
   * @param signal takes the question back, which is answered with the last choice then
   */
  async askAtClosing(what: Ending, running: string | null, signal?: AbortSignal): Promise<Decision> {
    const question = questionAtClosing(what, running)
    if (question === null) return 'quit'
    const options = {
      type: 'question' as const,
      ...question,
      buttons: [...question.buttons],
      defaultId: 0,
      cancelId: question.buttons.length - 1,
      ...(signal === undefined ? {} : { signal }),
    }
    const window = this.window()
    const { response } = await (window
      ? dialog.showMessageBox(window, options)
      : dialog.showMessageBox(options))
    return decisionOf(what, response)
  }

  /** @returns whether the page shall be loaded once more */
  async askAfterTrouble(trouble: Trouble, running: string | null): Promise<boolean> {
    const options = {
      type: 'warning' as const,
      ...troubleWords(trouble, running),
      buttons: [...TROUBLE_BUTTONS],
      defaultId: 0,
      cancelId: 0,
    }
    const window = this.window()
    const { response } = await (window
      ? dialog.showMessageBox(window, options)
      : dialog.showMessageBox(options))
    return response === 0
  }

  async say(message: string): Promise<void> {
    const window = this.window()
    const options = { type: 'warning' as const, message }
    await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  }

  async #choose(
    title: string | undefined,
    properties: NonNullable<OpenDialogOptions['properties']>,
  ): Promise<string | null> {
    const { lastFolder } = this.memory.remembered
    const options: OpenDialogOptions = {
      properties,
      ...(title === undefined ? {} : { title }),
      ...(lastFolder === null ? {} : { defaultPath: lastFolder }),
    }
    const window = this.window()
    const { filePaths } = await (window
      ? dialog.showOpenDialog(window, options)
      : dialog.showOpenDialog(options))
    const path = filePaths[0] ?? null
    if (path !== null) await this.memory.remember({ lastFolder: dirname(path) })
    return path
  }
}
