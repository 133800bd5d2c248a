/** Names of the two lines between the window and the main process. */
export const CHANNELS = { invoke: 'halfpower:invoke', event: 'halfpower:event' } as const
