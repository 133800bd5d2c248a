/**
 * A study on a cluster by the command line: the scripts that it writes, run by bash alone as Slurm would, and by a real
 * Slurm with two nodes where there is one. What comes back is the same, bit for bit, as computed here.
 */
import { execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contents, differences } from '../crash/every-kind'
import { makeGratings } from '../support/small-project'
import { startSlurm } from '../support/slurm'
import { built, halfpower, ifBuilt } from './run-halfpower'
import type { JobsManifest } from '../../src-main/contract/studies/cluster'
import type { Ended } from './run-halfpower'

let home: string
let local: string
let study: string
let copies = 0

const run = (...words: string[]): Promise<Ended> => halfpower(home, ...words)

/** The project as it was before anything was computed. */
async function fresh(): Promise<string> {
  const folder = join(home, `copy-${++copies}.halfpower`)
  await cp(join(home, 'asked.halfpower'), folder, { recursive: true })
  return folder
}

async function exported(folder: string, ...words: string[]): Promise<string> {
  const jobs = join(home, `jobs-${++copies}`)
  const { code, stderr } = await run(
    'study',
    'export-jobs',
    folder,
    study,
    '--slurm',
    '--out',
    jobs,
    ...words,
  )
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return jobs
}

interface Back {
  code: number | null
  missing: string[]
  refused: string[]
  resubmit: string[]
  study: { state: string }
}

async function imported(folder: string, jobs: string): Promise<Back> {
  const { code, stdout } = await run('study', 'import-results', folder, jobs, '--json')
  return { code, ...(JSON.parse(stdout) as Omit<Back, 'code'>) }
}

/** How many units the bundles of some jobs have. */
async function finishedUnits(jobs: string): Promise<number> {
  const names = await readdir(join(jobs, 'bundles'), { recursive: true })
  return names.filter((name) => /[0-9a-f]{64}\.json$/.test(name)).length
}

async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 20))
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-jobs-'))
  if (!built) return
  await makeGratings(join(home, 'gratings'), 16, 24)
  const asked = join(home, 'asked.halfpower')
  await run('new', asked)
  await run('dataset', 'add', asked, 'gratings', '--name', 'gratings')
  const words = ['--dataset', 'gratings', '--sigma', 'none,1,2', '--width', '2', '--recipe', 'demo']
  const { stdout } = await run(
    'sweep',
    asked,
    ...words,
    '--batch',
    '8',
    '--epochs',
    '8',
    '--threads',
    '1',
    '--later',
    '--json',
  )
  const waits = JSON.parse(stdout) as { study: string; state: string }
  expect(waits.state).toBe('paused')
  study = waits.study
  local = await fresh()
  const { code } = await run('study', 'resume', local, study, '--threads', '1')
  expect(code).toBe(0)
})
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

describe.skipIf(!built)(`the scripts of a study for a cluster${ifBuilt}`, () => {
  const bash = (script: string, task: number): Promise<unknown> =>
    promisify(execFile)('bash', [script], {
      cwd: tmpdir(),
      env: { ...process.env, TMPDIR: home, SLURM_ARRAY_TASK_ID: String(task) },
    })

  it('run by bash, task by task, one of them killed in the middle, give what is computed here', async () => {
    const folder = await fresh()
    const jobs = await exported(folder, '--threads', '1', '--per-task', '8')
    // Killed outright as soon as something of it is finished.
    const killed = spawn('bash', [join(jobs, 'stage-1.sbatch')], {
      env: { ...process.env, TMPDIR: home, SLURM_ARRAY_TASK_ID: '1' },
      stdio: 'ignore',
      detached: true,
    })
    const gone = new Promise((resolve) => killed.on('exit', (_code, signal) => resolve(signal)))
    await until(async () => (await finishedUnits(jobs)) > 0)
    process.kill(-killed.pid!, 'SIGKILL')
    expect(await gone).toBe('SIGKILL')
    const before = await finishedUnits(jobs)
    const part = await imported(folder, jobs)
    expect(part).toMatchObject({ code: 3, refused: [] })
    expect(part.resubmit[1]).toContain('--array=1-3 stage-1.sbatch')

    for (const task of [1, 2, 3]) await bash(join(jobs, 'stage-1.sbatch'), task)
    for (const task of [1, 2]) await bash(join(jobs, 'stage-2.sbatch'), task).catch(() => undefined)
    expect(before).toBeLessThan(await finishedUnits(jobs))
    expect(await imported(folder, jobs)).toMatchObject({
      code: 0,
      missing: [],
      refused: [],
      study: { state: 'done' },
    })
    expect(differences(await contents(local), await contents(folder))).toEqual([])
    expect((await readdir(join(jobs, 'done'))).length).toBeGreaterThan(3)
  })

  it('a task that is not there, and a call from elsewhere, are said in one sentence', async () => {
    const jobs = await exported(await fresh(), '--threads', '1')
    const wrong = async (environment: Record<string, string>): Promise<string> =>
      await promisify(execFile)('bash', [join(jobs, 'stage-1.sbatch')], {
        env: { ...process.env, ...environment },
      }).then(
        () => 'no error',
        (error: unknown) => (error as { stderr: string }).stderr,
      )
    expect(await wrong({ SLURM_ARRAY_TASK_ID: '9' })).toMatch(/has no line 9: that is no task of this stage/)
    expect(await wrong({ SLURM_ARRAY_TASK_ID: '1', SLURM_SUBMIT_DIR: home })).toMatch(
      /call sbatch in the folder of the jobs/,
    )
    expect(await wrong({})).toMatch(/SLURM_ARRAY_TASK_ID: is not set: submit this script with sbatch/)
  })

  it('ask Slurm for what was said, and are read by bash whatever a title or a path has in it', async () => {
    const folder = await fresh()
    const jobs = join(home, "it's $(here) & there")
    const { code, stderr } = await run(
      ...[
        'study',
        'export-jobs',
        folder,
        study,
        '--slurm',
        '--out',
        jobs,
        '--partition',
        'long',
        '--time',
        '1-00:00:00',
      ],
      ...['--gpus', '2', '--memory', '16G', '--threads', '3', '--data', "gratings=/data/it's here"],
    )
    expect(code).toBe(0)
    expect(stderr).toMatch(/is computed on the processor .*: the cards that are asked for would stand idle/)
    const script = await readFile(join(jobs, 'stage-1.sbatch'), 'utf8')
    for (const line of [
      'partition=long',
      'time=1-00:00:00',
      'gpus=2',
      'mem=16G',
      'cpus-per-task=3',
      'array=1-3',
    ])
      expect(script).toContain(`#SBATCH --${line}\n`)
    expect(script).toContain(`options=(--data 'gratings=/data/it'\\''s here')`)
    for (const name of ['stage-1.sbatch', 'submit.sh'])
      await promisify(execFile)('bash', ['-n', join(jobs, name)])
  })

  it.each([
    ['without an engine', ['--out', 'x'], /Say which engine the jobs are for: --slurm/],
    [
      'with a partition that is two words',
      ['--slurm', '--out', 'x', '--partition', 'a b'],
      /give one word as Slurm reads it/,
    ],
    [
      'in the project',
      ['--slurm', '--out', 'asked.halfpower/jobs'],
      /lies in the project: choose a folder outside of it/,
    ],
    [
      'with a place of no data set',
      ['--slurm', '--out', 'x', '--data', 'nothing=/x'],
      /There is no data set "nothing"/,
    ],
    [
      'with a place that is none',
      ['--slurm', '--out', 'x', '--data', 'gratings'],
      /give the data set and its path as NAME=PATH/,
    ],
  ])('are not written %s', async (_what, words, sentence) => {
    const { code, stderr } = await run('study', 'export-jobs', 'asked.halfpower', study, ...words)
    expect(stderr).toMatch(sentence)
    expect(code).toBe(2)
    expect(await readdir(home)).not.toContain('x')
  })
})

const slurm = built ? await startSlurm() : 'out/ is not built'
const isThere = typeof slurm !== 'string'
afterAll(() => (typeof slurm === 'string' ? undefined : slurm.stop()))

describe.skipIf(!isThere)(`a study on a real Slurm${isThere ? '' : ` (skipped: ${slurm})`}`, () => {
  if (typeof slurm === 'string') return
  const submit = (jobs: string): Promise<string> => slurm.run('bash', join(jobs, 'submit.sh'))
  /** The lines that import-results prints, as somebody pastes them. */
  const again = (lines: readonly string[]): Promise<string> => slurm.run('bash', '-ec', lines.join('\n'))

  it('two nodes compute its stages in turn, and it is the same as computed here, bit for bit', async () => {
    const folder = await fresh()
    const jobs = await exported(folder, '--threads', '1', '--per-task', '5')
    expect(await submit(jobs)).toMatch(/^Stage 1, 3 tasks: job \d+\nStage 2, /)
    await slurm.idle()
    expect(await imported(folder, jobs)).toMatchObject({
      code: 0,
      missing: [],
      refused: [],
      study: { state: 'done' },
    })
    expect(differences(await contents(local), await contents(folder))).toEqual([])
    // Both took part.
    const nodes = await slurm.run('scontrol', 'show', 'job', '--oneliner')
    expect(nodes).toMatch(/NodeList=n1 /)
    expect(nodes).toMatch(/NodeList=n2 /)
  })

  it('a task killed in the middle, a node drained, a bundle cut off: each is named, submitted again, and the same', async () => {
    const folder = await fresh()
    const jobs = await exported(folder, '--threads', '1', '--per-task', '8')
    const id = /job (\d+)/.exec(await submit(jobs))![1]!
    await until(async () => (await finishedUnits(jobs)) > 0)
    const running = await slurm.run('squeue', '-h', '-t', 'running', '-j', id, '-o', '%K')
    const task = running.trim().split('\n')[0]!
    await slurm.run('scancel', '--signal=KILL', '--full', `${id}_${task}`)
    await slurm.run('scontrol', 'update', 'NodeName=n2', 'State=DRAIN', 'Reason=maintenance')
    await slurm.idle()
    const part = await imported(folder, jobs)
    expect(part).toMatchObject({ code: 3, refused: [], study: { state: 'paused' } })
    expect(part.missing.length).toBeGreaterThan(0)
    expect(part.resubmit[1]).toMatch(new RegExp(`--array=${task} stage-1\\.sbatch`))

    // Of another task of the first stage, which is finished.
    const { tasks } = JSON.parse(await readFile(join(jobs, 'manifest.json'), 'utf8')) as JobsManifest
    const other = tasks.find((each) => each.stage === 1 && each.task !== Number(task))!
    const bundle = join(jobs, 'bundles', `${other.first}-${other.last}`)
    const arrays = (await readdir(bundle)).find((name) => name.endsWith('.safetensors'))!
    await truncate(join(bundle, arrays), 500)
    await again(part.resubmit)
    await slurm.idle()
    // Drained: what was submitted now has run on the other one.
    expect(await slurm.run('sinfo', '-h', '-n', 'n2', '-o', '%T')).toMatch(/drained/)

    const cut = await fresh()
    const withCut = await imported(cut, jobs)
    expect(withCut.code).toBe(3)
    expect(withCut.refused.join('\n')).toMatch(
      /The bundle \d+-\d+ is not taken: ".*" is cut off or damaged: it has 500 bytes/,
    )
    await again(withCut.resubmit)
    await slurm.idle()
    for (const each of [cut, folder]) {
      expect(await imported(each, jobs)).toMatchObject({
        code: 0,
        missing: [],
        refused: [],
        study: { state: 'done' },
      })
      expect(differences(await contents(local), await contents(each))).toEqual([])
    }
    await slurm.run('scontrol', 'update', 'NodeName=n2', 'State=RESUME')
  })
})
