/**
 * The one door to the workbench: `invoke` a method of the contract, listen `on` an event. Over the bridge
 * that Electron's preload provides, else over a WebSocket to where this page came from. Not reactive
 * itself (connection.svelte.ts is); no other module speaks to a host.
 */
import { fromErrorData } from '../../src-main/contract/errors'
import { connectBridge } from './bridge'
import { connectSocket } from './socket'
import type { EventData, EventName } from '../../src-main/contract/events'
import type { MethodInput, MethodName, MethodOutput } from '../../src-main/contract/methods'
import type { Answer, ConnectionState, Transport } from './transport'

type Listener = (payload: unknown) => void
const listeners = new Map<string, Set<Listener>>()
const connectionListeners = new Set<(state: ConnectionState) => void>()

const transport: Transport = (window.halfpower ? connectBridge(window.halfpower) : connectSocket)({
  onEvent: (event, payload) => listeners.get(event)?.forEach((listener) => listener(payload)),
  onConnection: (state) => connectionListeners.forEach((listener) => listener(state)),
})

/**
 * Asks the workbench. Rejects with the workbench's own sentence; while the host does not answer, a question
 * that was on its way rejects and a new one waits for the connection.
 */
export async function invoke<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  // What comes from `$state` is a proxy, which cannot be sent; JSON makes it plain.
  const answer: Answer = await transport.ask(name, JSON.parse(JSON.stringify(input)))
  if ('error' in answer) throw fromErrorData(answer.error)
  return answer.output as MethodOutput<Name>
}

/** Listens to an event of the workbench; returns what ends the listening. */
export function on<Name extends EventName>(
  name: Name,
  listener: (data: EventData<Name>) => void,
): () => void {
  const ofName = listeners.get(name) ?? new Set<Listener>()
  listeners.set(name, ofName)
  const wrapped: Listener = (payload) => listener(payload as EventData<Name>)
  ofName.add(wrapped)
  return () => void ofName.delete(wrapped)
}

/** Listens to whether the host can be reached. */
export function onConnection(listener: (state: ConnectionState) => void): () => void {
  connectionListeners.add(listener)
  listener(transport.state())
  return () => void connectionListeners.delete(listener)
}
