/**
 * What a way to the host has to offer; the bridge and the socket both do.
 */
import type { ErrorData } from '../../src-main/contract/errors'

/** `refused`: a host answers, but it does not know this window any more. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused'

export type Answer = { output: unknown } | { error: ErrorData }

export interface Transport {
  ask: (method: string, input: unknown) => Promise<Answer>
  state: () => ConnectionState
}

export interface TransportEvents {
  onEvent: (event: string, payload: unknown) => void
  onConnection: (state: ConnectionState) => void
}

export type Connect = (events: TransportEvents) => Transport
