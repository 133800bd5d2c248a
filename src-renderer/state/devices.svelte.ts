/**
 * What this machine can compute with. `check` runs the self-tests and measures speeds, which takes a while.
 */
import { toErrorData } from '../../src-main/contract/errors'
import { invoke } from './api'
import { Resource } from './resource.svelte'
import type { DeviceReport } from '../../src-main/contract/devices'

class DevicesState extends Resource<DeviceReport[]> {
  checking = $state(false)
  /** The one that a study without a wish gets. */
  readonly default = $derived(this.value?.find((device) => device.available) ?? null)

  constructor() {
    super(() => invoke('device.list', {}))
  }

  check = async (): Promise<void> => {
    this.checking = true
    try {
      this.value = await invoke('device.check', {})
      this.error = null
    } catch (error) {
      this.error = toErrorData(error)
    }
    this.checking = false
  }
}

export const devices = new DevicesState()
