/**
 * What `halfpower devices` reports: every known device, available or why not; and on request whether it
 * computes correctly and how fast. Runs in a job process, since a broken driver can take a process down.
 */
import type { DeviceReport } from '../contract/devices'
import { useDevice } from './choose'
import { measureSpeed } from './self-test'
import { DEVICES } from './table'
import type { DeviceEntry } from './table'

/** All devices with their availability, best first; computes nothing. */
export async function listDevices(): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = []
  for (const device of DEVICES) reports.push(await listed(device))
  return reports
}

/** The same, and each available device tested against stored references and timed, one after another. */
export async function checkDevices(): Promise<DeviceReport[]> {
  const reports: DeviceReport[] = []
  for (const device of DEVICES) {
    const report = await listed(device)
    reports.push(report.available ? await checked(report) : report)
  }
  return reports
}

async function listed(device: DeviceEntry): Promise<DeviceReport> {
  const reason = await device.absence()
  const { name, description } = device
  return {
    name,
    description,
    available: reason === null,
    reason,
    complaint: null,
    selfTest: null,
    imagesPerSecond: null,
  }
}

async function checked(report: DeviceReport): Promise<DeviceReport> {
  try {
    await useDevice(report.name, { threads: null })
    const complaint = DEVICES.find(({ name }) => name === report.name)!.complaint()
    return { ...report, complaint, selfTest: 'passed', imagesPerSecond: await measureSpeed() }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { ...report, available: false, reason: said, selfTest: 'failed' }
  }
}
