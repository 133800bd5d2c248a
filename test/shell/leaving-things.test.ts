/** The command line on a copy of the example: exports replace nothing unasked, lists begin with the newest, advice is the one that helps. */
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
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
