import { expect, it } from 'vitest'
import { JobRunner } from '../../src-main/jobs/job-runner'
import { DONE, scripted } from './scripted-process'
import type { JobRequest } from '../../src-main/contract/tasks'

function request(device: string, threads: number): JobRequest {
  return {
    request: 'unit',
    task: { kind: 'reversal', seeds: [['a']], bootstrap: { resamples: 1, seed: 0 } },
    device,
    threads,
    arraysPath: '/nowhere',
  }
}

it('keeps its process for what computes in the same way, and takes a fresh one for what does not', async () => {
  const processes = scripted((_request, say) => say(DONE))
  const runner = new JobRunner(processes.launch)
  const started: number[] = []
  for (const [device, threads] of [
    ['one', 2],
    ['one', 2],
    ['one', 1],
    ['other', 1],
    ['other', 1],
  ] as const) {
    await runner.run(request(device, threads))
    started.push(processes.started())
  }
  expect(started).toEqual([1, 1, 2, 3, 3])
  await runner.stop()
})
