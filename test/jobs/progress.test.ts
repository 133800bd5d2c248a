import { describe, expect, it } from 'vitest'
import { ProgressMeter } from '../../src-main/jobs/progress'

const UNITS = { total: 3, done: 0, failed: 0 }

describe('progress', () => {
  it('counts finished work of earlier runs for the fraction, not for the speed', () => {
    let now = 0
    const meter = new ProgressMeter('s', 1000, () => now)
    meter.skip(500)
    expect(meter.report(UNITS, 'u', null)).toMatchObject({ fraction: 0.5, secondsLeft: null })
    now = 10_000
    meter.advance(100)
    const report = meter.report(UNITS, 'u', 12)
    expect(report.fraction).toBeCloseTo(0.6)
    expect(report.secondsLeft).toBeCloseTo(40)
    expect(report.imagesPerSecond).toBe(12)
  })

  it('says no time left before it has seen enough', () => {
    let now = 0
    const meter = new ProgressMeter('s', 1000, () => now)
    now = 1000
    meter.advance(1)
    expect(meter.report(UNITS, 'u', null).secondsLeft).toBeNull()
  })

  it('ends at one', () => {
    let now = 0
    const meter = new ProgressMeter('s', 20, () => now)
    for (const work of [10, 10]) {
      now += 5000
      meter.finish(work)
    }
    expect(meter.report(UNITS, 'u', null)).toMatchObject({ fraction: 1, secondsLeft: 0 })
  })
})
