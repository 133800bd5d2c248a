import { expect, it } from 'vitest'
import { StudyWatch } from '../../src-main/shell/study-watch'
import type { EventData, EventName } from '../../src-main/contract/events'
import type { StudyInfo } from '../../src-main/contract/studies'

function announcer(): {
  on: <Name extends EventName>(name: Name, listener: (data: EventData<Name>) => void) => () => void
  say: <Name extends EventName>(name: Name, data: EventData<Name>) => void
} {
  const listeners: [EventName, (data: never) => void][] = []
  return {
    on: (name, listener) => {
      listeners.push([name, listener])
      return () => undefined
    },
    say: (name, data) => {
      for (const [heard, listener] of listeners) if (heard === name) listener(data as never)
    },
  }
}

const study = (id: string, state: StudyInfo['state']): StudyInfo => ({
  id,
  state,
  kind: 'sweep',
  title: `Sweep ${id}`,
  asked: 'σ 1 pixels',
  dataSet: 'd',
  order: 0,
  units: { total: 10, done: 0, failed: 0 },
  failures: [],
  error: null,
  created: '2026-01-01T00:00:00.000Z',
  started: null,
  finished: null,
  threads: null,
})

it('knows what runs, how far it is, and what waits', () => {
  const workbench = announcer()
  let changes = 0
  const watch = new StudyWatch(workbench, () => changes++)
  expect([watch.count, watch.sentence()]).toEqual([0, null])

  workbench.say('study.status', study('a', 'queued'))
  workbench.say('study.status', study('b', 'queued'))
  workbench.say('study.status', study('b', 'running'))
  expect(watch.count).toBe(2)
  expect(watch.sentence()).toBe('The study "Sweep b" runs, and 1 more waits')
  workbench.say('study.progress', {
    study: 'b',
    fraction: 0.436,
    units: { total: 10, done: 4, failed: 0 },
    label: 'epoch 2',
    imagesPerSecond: null,
    secondsLeft: null,
  })
  expect(watch.sentence()).toBe('The study "Sweep b" runs (43 %), and 1 more waits')
  for (const state of ['done', 'failed', 'cancelled', 'paused'] as const) {
    workbench.say('study.status', study('b', state))
    expect(watch.sentence()).toBe('The study "Sweep a" runs')
  }
  expect(changes).toBe(7)
  // Another word about the same project changes nothing of what runs.
  const info = { folder: '/p', title: 'P', created: null, fieldOfView: null, readOnly: false, notices: [] }
  workbench.say('project.changed', { ...info, asks: null })
  workbench.say('study.status', study('a', 'running'))
  workbench.say('project.changed', { ...info, asks: 'May it?' })
  expect(watch.count).toBe(1)
  workbench.say('project.changed', null)
  expect(watch.count).toBe(0)
})
