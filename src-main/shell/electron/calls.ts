/**
 * Calls and events between the window and the workbench: who sends is checked, then what is sent, and then
 * the workbench is asked. File dialogs are answered here, because only this host has them.
 */
import { ipcMain } from 'electron'
import { z } from 'zod'
import { events } from '../../contract/events'
import { toErrorData } from '../../contract/errors'
import { methods } from '../../contract/methods'
import { answer } from '../answer'
import { CHANNELS } from './channels'
import { isTrustedSender } from './policy'
import type { IpcMainInvokeEvent, WebContents } from 'electron'
import type { EventName } from '../../contract/events'
import type { Answer, Answering } from '../answer'
import type { Announcing } from '../study-watch'
import type { Sender } from './policy'

const callSchema = z.tuple([z.string().max(100), z.unknown()])

/** Methods that the host answers in the workbench's place. */
export interface Dialogs {
  chooseFolder(title: string | undefined): Promise<string | null>
  chooseFile(title: string | undefined): Promise<string | null>
}

const REFUSED: Answer = { error: { kind: 'usage', message: 'This is not a call of the Halfpower window.' } }

/** Answers calls of our own page from now on. */
export function answerCalls(workbench: Answering, dialogs: Dialogs): void {
  ipcMain.handle(CHANNELS.invoke, async (event, ...words: unknown[]): Promise<Answer> => {
    if (!isTrustedSender(senderOf(event))) return REFUSED
    const call = callSchema.safeParse(words)
    if (!call.success) return REFUSED
    const [method, input] = call.data
    if (method === 'files.chooseFolder' || method === 'files.chooseFile')
      return await choose(dialogs, method, input)
    return await answer(workbench, method, input)
  })
}

/** Tells a window every event, until it is destroyed. */
export function tellEvents(workbench: Announcing, contents: WebContents): void {
  const ends = (Object.keys(events) as EventName[]).map((name) =>
    workbench.on(name, (payload) => {
      if (!contents.isDestroyed()) contents.send(CHANNELS.event, name, payload)
    }),
  )
  contents.once('destroyed', () => {
    for (const end of ends) end()
  })
}

async function choose(
  dialogs: Dialogs,
  method: 'files.chooseFolder' | 'files.chooseFile',
  input: unknown,
): Promise<Answer> {
  const checked = methods[method].input.safeParse(input)
  if (!checked.success) return REFUSED
  try {
    const { title } = checked.data
    const path =
      method === 'files.chooseFolder' ? await dialogs.chooseFolder(title) : await dialogs.chooseFile(title)
    return { output: { path } }
  } catch (error) {
    return { error: toErrorData(error) }
  }
}

function senderOf(event: IpcMainInvokeEvent): Sender {
  const frame = event.senderFrame
  return { address: frame?.url, isMainFrame: frame !== null && frame.parent === null }
}
