/**
 * What the page is given of Electron: asking methods of the contract, hearing its events, and where a
 * dropped file lies. Bundled into one CommonJS file, because a sandboxed preload may load nothing else.
 *
 * Invariant: the page never gets ipcRenderer or its events, and no name that is not in the contract.
 */
import './zod-without-eval'
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { events } from '../../../contract/events'
import { methods } from '../../../contract/methods'
import { CHANNELS } from '../channels'

type Listener = (payload: unknown) => void
const listeners = new Map<string, Set<Listener>>()

ipcRenderer.on(CHANNELS.event, (_event, name: unknown, payload: unknown) => {
  for (const listener of listeners.get(String(name)) ?? []) listener(payload)
})

contextBridge.exposeInMainWorld('halfpower', {
  /** Resolves to `{ output }` or `{ error }`. */
  invoke: async (method: unknown, input: unknown): Promise<unknown> => {
    if (typeof method !== 'string' || !Object.hasOwn(methods, method))
      return { error: { kind: 'usage', message: `There is no method "${String(method)}".` } }
    const answer: unknown = await ipcRenderer.invoke(CHANNELS.invoke, method, input)
    return answer
  },
  /** Returns what ends the listening. */
  on: (event: unknown, listener: Listener): (() => void) => {
    if (typeof event !== 'string' || !Object.hasOwn(events, event))
      throw new Error(`There is no event "${String(event)}".`)
    const ofName = listeners.get(event) ?? new Set<Listener>()
    listeners.set(event, ofName)
    const own: Listener = (payload) => listener(payload)
    ofName.add(own)
    return () => void ofName.delete(own)
  },
  /** Absolute path of a dropped file or folder; empty for a file that the page has made itself. */
  pathOf: (file: Parameters<typeof webUtils.getPathForFile>[0]): string => webUtils.getPathForFile(file),
})
