/** The devices that this machine can compute with. */
import { expectAnswer } from '../../jobs/job-runner'
import type { Desk, Handlers } from '../desk'

export function deviceHandlers(desk: Desk): Handlers<'device.list' | 'device.check'> {
  return {
    'device.list': () => desk.devices(),
    'device.check': async () =>
      expectAnswer(await desk.ask({ request: 'devices', check: true }), 'devices').devices,
  }
}
