/** The command line on a copy of the example: exports replace nothing unasked, lists begin with the newest, advice is the one that helps. */
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyExample, hasExample } from '../end-to-end/example'
import { built, halfpower, ifBuilt } from './run-halfpower'

const usable = built && hasExample

describe.skipIf(!usable)(
  `what a project leaves elsewhere${usable ? '' : ifBuilt || ' (skipped: no example)'}`,
  () => {
    let folder: string
    let project: string
    const model = 'resnet18-w8-blur2'
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'halfpower-leaving-'))
      project = await copyExample(folder, 'whole')
    })
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    })

    const exports: [string, string, (file: string) => string[]][] = [
      ['pack', 'packed.zip', (file) => ['pack', project, file]],
      ['model export', 'model.safetensors', (file) => ['model', 'export', project, model, file]],
      [
        'figure export',
        'figure.csv',
        (file) => ['figure', 'export', project, 'blur-lowers-the-reversal-frequency', file],
      ],
      ['models-table', 'models.md', (file) => ['models-table', project, '--out', file]],
      ['methods-text', 'methods.bib', (file) => ['methods-text', project, 'filter', '--bibtex', file]],
    ]
    it.each(exports)('%s replaces a file only with --overwrite', async (_, name, words) => {
      const file = join(folder, name)
      await writeFile(file, 'somebody’s')
      const refused = await halfpower(folder, ...words(file))
      expect(refused.code).not.toBe(0)
      expect(refused.stderr).toMatch(
        /is there already and was not replaced: choose another name, or add --overwrite\./,
      )
      expect(await readFile(file, 'utf8')).toBe('somebody’s')
      const done = await halfpower(folder, ...words(file), '--overwrite')
      expect(done.stderr).not.toMatch(/already/)
      expect(done.code).toBe(0)
      if (name !== 'figure.csv') expect(await readFile(file, 'utf8')).not.toBe('somebody’s')
    })

    const beside: [string, string, (file: string) => string[]][] = [
      ['model export', 'other.safetensors.README.txt', (file) => exports[1]![2](file.slice(0, -11))],
      ['figure export', 'second.caption.txt', (file) => exports[2]![2](file.replace('caption.txt', 'csv'))],
      ['figure export', 'third.A.csv', (file) => exports[2]![2](file.replace('A.csv', 'csv'))],
    ]
    it.each(beside)('%s replaces what is beside it, %s, only with --overwrite', async (_, name, words) => {
      const file = join(folder, name)
      await writeFile(file, 'somebody’s')
      const refused = await halfpower(folder, ...words(file))
      expect(refused.stderr).toContain(`${name}" is there already and was not replaced`)
      expect(refused.code).not.toBe(0)
      expect(await readFile(file, 'utf8')).toBe('somebody’s')
      expect((await readdir(folder)).filter((each) => each.startsWith(name.split('.')[0]!))).toEqual([name])
      expect((await halfpower(folder, ...words(file), '--overwrite')).code).toBe(0)
      expect(await readFile(file, 'utf8')).not.toBe('somebody’s')
    })

    it('paper writes into a folder with something in it only with --overwrite', async () => {
      const out = join(folder, 'thesis')
      await mkdir(out)
      await writeFile(join(out, 'methods.txt'), 'somebody’s')
      const refused = await halfpower(folder, 'paper', project, '--out', out, '--formats', 'svg')
      expect(refused.code).not.toBe(0)
      expect(refused.stderr).toMatch(
        /is not empty, and nothing in it was replaced: name a new one, or add --overwrite/,
      )
      expect(await readdir(out)).toEqual(['methods.txt'])
      expect(await readFile(join(out, 'methods.txt'), 'utf8')).toBe('somebody’s')
    })

    it('study list begins with the newest', async () => {
      const { stdout } = await halfpower(folder, 'study', 'list', project, '--json')
      const { studies } = JSON.parse(stdout) as { studies: { created: string }[] }
      const times = studies.map(({ created }) => created)
      expect(times.length).toBeGreaterThan(5)
      expect(times).toEqual(times.toSorted().toReversed())
    })

    it('study check names the sweep that trains a lost model again', async () => {
      const at = join(project, 'models', 'resnet18-w8-blur2-seed0-951ccd33')
      await rename(at, join(folder, 'lost'))
      const { stderr, code } = await halfpower(folder, 'study', 'check', project, 'filter')
      await rename(join(folder, 'lost'), at)
      expect(code).toBe(1)
      expect(stderr).toMatch(
        /needs the model "resnet18-w8-blur2-seed0-951ccd33", which is no longer in the project/,
      )
      expect(stderr).toMatch(/"halfpower study resume sweep-[0-9a-f]{8}" trains it again/)
      expect(stderr).not.toMatch(/anew/)
    })
  },
)
