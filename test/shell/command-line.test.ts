import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENTRY, halfpower, ifBuilt, built, start } from './run-halfpower'
import { editStored } from '../support/edit-stored'

let home: string
const run = (...words: string[]): ReturnType<typeof halfpower> => halfpower(home, ...words)

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-cli-'))
})
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

/** An IDX data set of 40 images of 8×8: light ones and dark ones. */
async function makeImages(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const count = 40
  for (const part of ['train', 't10k']) {
    const images = Buffer.alloc(16 + count * 64)
    images.writeUInt32BE(0x803, 0)
    ;[count, 8, 8].forEach((size, i) => images.writeUInt32BE(size, 4 + 4 * i))
    const labels = Buffer.alloc(8 + count)
    labels.writeUInt32BE(0x801, 0)
    labels.writeUInt32BE(count, 4)
    for (let i = 0; i < count; i++) {
      images.fill(i % 2 === 0 ? 40 : 200, 16 + i * 64, 16 + (i + 1) * 64)
      labels[8 + i] = i % 2
    }
    await writeFile(join(folder, `${part}-images-idx3-ubyte`), images)
    await writeFile(join(folder, `${part}-labels-idx1-ubyte`), labels)
  }
}

describe.skipIf(!built)(`wrong usage${ifBuilt}`, () => {
  const cases: [string, string[], RegExp][] = [
    [
      'a misspelt option',
      ['sweep', 'p', '--sigmaa', '1'],
      /Unknown option '--sigmaa'\. Did you mean --sigma\?/,
    ],
    ['a misspelt command', ['swep', 'p'], /Unknown command 'swep'\. Did you mean sweep\?/],
    [
      'a σ that is no number',
      ['sweep', 'p', '--dataset', 'd', '--sigma', 'abc'],
      /The blur σ "abc" is not allowed: give "none" or a number/,
    ],
    ['a negative σ', ['sweep', 'p', '--dataset', 'd', '--sigma', '-1'], /The blur σ "-1" is not allowed/],
    [
      'a negative width',
      ['sweep', 'p', '--dataset', 'd', '--sigma', '1', '--width', '-3'],
      /The width "-3" is not allowed: give a whole number from 1/,
    ],
    [
      'an f_mix above 1',
      ['hybrid', 'p', '--model', 'm', '--dataset', 'd', '--f-mix', '0,2'],
      /The mixing frequency "2" is not allowed/,
    ],
    [
      'an unknown architecture',
      ['sweep', 'p', '--dataset', 'd', '--sigma', '1', '--architecture', 'resnet81'],
      /"resnet81" is not known \(did you mean "resnet18"\?\)/,
    ],
    ['a missing option', ['sweep', 'p', '--sigma', '1'], /The option --dataset <dataset> is missing/],
    [
      'pairs and seeds at once',
      ['hybrid', 'p', '--model', 'm', '--dataset', 'd', '--pairs', 'x.csv', '--seeds', '1'],
      /either --pairs or --pairing-seeds/,
    ],
  ]
  it.each(cases)('%s is one sentence and exit code 2', async (_name, words, sentence) => {
    const { code, stdout, stderr } = await run(...words)
    expect(stderr).toMatch(sentence)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('with --json is also a document', async () => {
    const { code, stdout } = await run('sweep', 'p', '--sigma', 'x', '--json')
    expect(JSON.parse(stdout)).toEqual({
      error: { kind: 'usage', message: expect.stringContaining('"x"') as string },
    })
    expect(code).toBe(2)
  })

  it.skipIf(process.platform === 'win32')('a reader that has heard enough is no defect', async () => {
    const script = '{ "$0" "$@"; echo "code $?" >&2; } | true'
    for (const words of [['--help'], ['devices']]) {
      const { stderr } = await promisify(execFile)('sh', ['-c', script, process.execPath, ENTRY, ...words])
      expect(stderr.trim().split('\n').at(-1)).toBe('code 0')
      expect(stderr).not.toMatch(/EPIPE|defect|at .*:\d+:\d+/)
    }
  })

  it.skipIf(!existsSync('/dev/full'))(
    'a full disk behind what is printed is a sentence and exit code 1',
    async () => {
      const script = '"$0" "$@" > /dev/full'
      for (const words of [['methods'], ['methods', 'C.5', '--json'], ['--help']]) {
        const ended = await promisify(execFile)('sh', ['-c', script, process.execPath, ENTRY, ...words]).then(
          () => null,
          (error: unknown) => error as { code: number; stderr: string },
        )
        expect(ended?.code, words.join(' ')).toBe(1)
        expect(ended?.stderr).toMatch(
          /^halfpower: The disk is full: "standard output" could not be written\..*\n$/,
        )
      }
    },
  )

  it('prints what results cite, and names what there is instead of a section that is not', async () => {
    const { code, stdout } = await run('methods', 'L.7')
    expect(code).toBe(0)
    expect(stdout).toContain('38.0')
    expect(stdout).not.toContain('L.8')
    const listed = await run('methods', '--json')
    const { sections } = JSON.parse(listed.stdout) as { sections: { section: string; text: string }[] }
    expect(sections.find(({ section }) => section === 'M.4')?.text).toContain('Wilson')
    const refused = await run('methods', 'N.99')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('no section "N.99"')
  })

  it('help is no error', async () => {
    const { code, stdout } = await run('sweep', '--help')
    expect(stdout).toContain('--train-limit')
    expect(code).toBe(0)
  })
})

describe.skipIf(!built)(`a project from the command line${ifBuilt}`, () => {
  it('is made, filled, trained, measured and listed, with the documented JSON', async () => {
    await makeImages(join(home, 'images'))
    const json = async (...words: string[]): Promise<Record<string, unknown>> => {
      const { code, stdout, stderr } = await run(...words, '--json')
      expect(stderr).not.toContain('defect')
      expect(code, stderr).toBe(0)
      return JSON.parse(stdout) as Record<string, unknown>
    }
    expect(await json('new', 'p.halfpower', '--title', 'Test')).toMatchObject({ title: 'Test' })
    expect(await json('project', 'p.halfpower', '--field-of-view', '67.5')).toMatchObject({
      field_of_view: { value: 67.5, unit: 'degrees' },
    })
    expect(await json('project', 'p.halfpower', '--field-of-view', 'none')).toMatchObject({
      field_of_view: null,
    })
    const tooWide = await run('project', 'p.halfpower', '--field-of-view', '400')
    expect([tooWide.code, tooWide.stderr]).toEqual([2, expect.stringMatching(/"400" is not allowed.*360/)])
    expect(await json('dataset', 'add', 'p.halfpower', 'images')).toMatchObject({
      id: 'images',
      images: 80,
      classes: 2,
    })
    const cut = ['dataset', 'add', 'p.halfpower', 'images', '--name', 'cut', '--resize', '12']
    expect(await json(...cut, '--size', '6')).toMatchObject({ id: 'cut', height: 6, width: 6 })
    expect((await run(...cut)).stderr).toMatch(/12 pixels needs the size of the middle part/)
    expect((await run(...cut, '--size', '13')).stderr).toMatch(/from the size, 13, to 4096/)
    const swept = await json(
      'sweep',
      'p.halfpower',
      '--dataset',
      'images',
      '--sigma',
      'none,1',
      '--width',
      '2',
      '--epochs',
      '1',
      '--batch',
      '8',
      '--recipe',
      'demo',
    )
    const models = swept.models as { id: string; sigma: number | null }[]
    expect(models.map(({ sigma }) => sigma)).toEqual([null, 1])
    const id = models[0]!.id

    expect(await json('model', 'test', 'p.halfpower', id, '--dataset', 'images')).toMatchObject({
      images: 40,
      accuracy: expect.any(Number) as number,
    })
    const hybrid = await json(
      'hybrid',
      'p.halfpower',
      '--model',
      'all',
      '--dataset',
      'images',
      '--f-mix',
      '0,0.5,1',
      '--seeds',
      '0',
      '--write-pairs',
      'pairs.csv',
    )
    const measured = hybrid.models as { id: string; f_rev: object; curve: object[] }[]
    expect(measured).toHaveLength(2)
    expect(Object.keys(measured[0]!.f_rev)).toEqual(expect.arrayContaining(['value', 'low', 'high', 'unit']))
    expect(measured[0]!.curve).toHaveLength(3)
    expect(Object.keys(measured[0]!.curve[0]!)).toEqual(
      expect.arrayContaining(['f_mix', 'p_low', 'p_high', 'p_other', 'confidence']),
    )

    const pairs = (await readFile(join(home, 'pairs.csv'), 'utf8')).trimEnd().split('\n')
    expect(pairs[0]).toBe('low,high')
    expect(pairs).toHaveLength(41)
    const listed = await json(
      'hybrid',
      'p.halfpower',
      '--model',
      id,
      '--dataset',
      'images',
      '--f-mix',
      '0,0.5,1',
      '--pairs',
      'pairs.csv',
    )
    expect((listed.models as { curve: object[] }[])[0]!.curve).toEqual(
      measured.find((model) => model.id === id)!.curve,
    )

    const { studies } = (await json('study', 'list', 'p.halfpower')) as { studies: { state: string }[] }
    expect(studies.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done'])
    expect(await json('model', 'export', 'p.halfpower', id, 'w.safetensors')).toHaveProperty('file')
    expect((await readFile(join(home, 'w.safetensors'))).length).toBeGreaterThan(1000)
  })

  it.skipIf(process.platform === 'win32')('goes on computing when nobody listens any more', async () => {
    const words = ['sweep', 'p.halfpower', '--dataset', 'images', '--sigma', '2', '--width', '2']
    const shorter = ['--epochs', '1', '--batch', '8', '--recipe', 'demo']
    const script = '{ "$0" "$@" 2>&1; echo "code $?" > ended; } | true'
    await promisify(execFile)('sh', ['-c', script, process.execPath, ENTRY, ...words, ...shorter], {
      cwd: home,
    })
    expect(await readFile(join(home, 'ended'), 'utf8')).toBe('code 0\n')
    const { stdout } = await run('study', 'list', 'p.halfpower', '--json')
    const { studies } = JSON.parse(stdout) as { studies: { state: string }[] }
    expect(studies.map(({ state }) => state)).toEqual(Array(5).fill('done'))
  })

  it('says what a data set path that vanished was, and how to relink it', async () => {
    await rm(join(home, 'images'), { recursive: true })
    const { code, stderr } = await run('sweep', 'p.halfpower', '--dataset', 'images', '--sigma', '1')
    expect(stderr).toMatch(
      /The data set "images" is no longer at ".*images": put it back, or say where it is now with "halfpower dataset relink/,
    )
    expect(code).toBe(1)
    await makeImages(join(home, 'moved'))
    expect((await run('dataset', 'relink', 'p.halfpower', 'images', 'moved')).code).toBe(0)
  })

  it('refuses a truncated file with its name', async () => {
    await makeImages(join(home, 'cut'))
    const path = join(home, 'cut', 'train-images-idx3-ubyte')
    await writeFile(path, (await readFile(path)).subarray(0, 500))
    const { code, stderr } = await run('dataset', 'add', 'p.halfpower', 'cut')
    expect(stderr).toContain('train-images-idx3-ubyte')
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(code).toBe(1)
  })

  it('refuses a project that another process writes, and one of a newer version', async () => {
    const lock = {
      format: 'halfpower lock',
      version: 1,
      pid: process.pid,
      host: hostname(),
      processStart: null,
      since: new Date().toISOString(),
      token: 't',
    }
    await writeFile(join(home, 'p.halfpower', 'lock'), JSON.stringify(lock))
    const locked = await run('sweep', 'p.halfpower', '--dataset', 'images', '--sigma', '1')
    expect(locked.stderr).toMatch(/is being written by process \d+ on this machine/)
    expect(locked.code).toBe(1)
    expect((await run('study', 'list', 'p.halfpower')).code).toBe(0)
    await rm(join(home, 'p.halfpower', 'lock'))

    const path = join(home, 'p.halfpower', 'project.json')
    const text = await readFile(path, 'utf8')
    await editStored(path, (stored) => stored.replace('"version": 1', '"version": 2'))
    const newer = await run('dataset', 'add', 'p.halfpower', 'moved')
    expect(newer.stderr).toMatch(/written by a newer version of Halfpower/)
    expect(newer.code).toBe(1)
    expect((await run('model', 'list', 'p.halfpower')).code).toBe(0)
    await writeFile(path, text)
  })

  it('stopped by Ctrl-C keeps what is finished, says how to go on, and goes on', async () => {
    const words = [
      'sweep',
      'p.halfpower',
      '--dataset',
      'images',
      '--sigma',
      'none',
      '--width',
      '2',
      '--epochs',
      '500',
      '--batch',
      '8',
      '--recipe',
      'demo',
    ]
    const { child, ended } = start(words, home)
    const third = new Promise<void>((resolve) =>
      child.stderr!.on('data', (chunk: Buffer) => chunk.toString().includes('epoch 3 of') && resolve()),
    )
    // One that is refused ends without an epoch, and says why.
    const early = await Promise.race([third, ended])
    expect(early?.stderr).toBeUndefined()
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect(code).toBe(3)
    expect(stderr).toMatch(/of 502 units of "sweep-[0-9a-f]{8}" are missing/)
    const resume = /halfpower (study resume p\.halfpower (sweep-[0-9a-f]{8}))/.exec(stderr)
    expect(resume).not.toBeNull()
    const { studies } = JSON.parse((await run('study', 'list', 'p.halfpower', '--json')).stdout) as {
      studies: { id: string; state: string; units: { done: number } }[]
    }
    const study = studies.find(({ id }) => id === resume![2])!
    expect(study.state).toBe('paused')
    expect(study.units.done).toBeGreaterThanOrEqual(2)
    expect((await run('study', 'cancel', 'p.halfpower', study.id)).stdout).toContain('cancelled')
  })
})
