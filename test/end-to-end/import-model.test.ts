/**
 * A model that was made elsewhere, from a dropped file to the project and out again: what the file is, a trial on
 * images, a name, the table, an export; and files that are no models. The checkpoint is written here.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { exportedState } from '../../src-main/networks/export/export-safetensors'
import { initialState } from '../../src-main/networks/initialisation'
import { NARROW, WIDE, openWindow, picture, settled, startBrowser, violations } from './browser'
import { dropOn } from './drop'
import { copyExample } from './example'
import { startHost } from './host'
import { story } from './story'
import { why } from './skipped'
import type { StateEntry } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import type { Browser, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

const FIXTURE = fileURLToPath(
  new URL('../../../shared/fixtures/checkpoints/resnet20-12fca82f.th', import.meta.url),
)
const withoutFixture = existsSync(FIXTURE) ? '' : ' (skipped: ../shared is absent)'

/** As the example's images: Fashion-MNIST with a margin. */
const CONFIGURATION: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 4,
  stem: 'cifar',
  classes: 10,
  channels: 1,
  size: 32,
  mean: [0.5],
  std: [0.2],
  sigma: null,
}

describe.skipIf(why !== '')(`importing a model${why}`, () => {
  story()
  let folder: string
  let project: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-import-'))
    project = await copyExample(join(folder, 'place'))
    // As torchvision would have written it: without a normaliser.
    const state = exportedState(CONFIGURATION, initialState(CONFIGURATION, 3))
    await writeFile(join(folder, 'from the lab.safetensors'), encodeSafetensors(state))
    const head: StateEntry = { shape: [2, 32], dtype: 'float32', data: new Float32Array(64) }
    await writeFile(
      join(folder, 'two heads.safetensors'),
      encodeSafetensors(new Map(state).set('head2.weight', head)),
    )
    await writeFile(join(folder, 'page.pt'), '<!DOCTYPE html><html><body>Sign in</body></html>')
    host = await startHost({ project, configuration: join(folder, 'configuration'), home: folder })
    browser = await startBrowser()
    window = await openWindow(browser, host.address)
    page = window.page
  })
  afterAll(async () => {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('says what a dropped file is and which architecture fits', async () => {
    await page.evaluate(`location.hash = '#/models'`)
    await page.getByRole('table').waitFor()
    await dropOn(page, [join(folder, 'from the lab.safetensors')])
    // What its weights do not say is asked, and nothing goes on before it is answered.
    const readings = page.getByRole('group', { name: 'What its weights do not say' })
    await readings.waitFor()
    expect(await page.getByRole('heading', { name: 'Name and group' }).count()).toBe(0)
    await readings.getByLabel('Activation').selectOption('gelu')
    expect(await page.getByRole('heading', { name: 'Name and group' }).count()).toBe(0)
    await readings.getByRole('button', { name: 'Take the most usual answers' }).click()
    expect(await readings.getByLabel('Activation').inputValue()).toBe('relu')
    await page.getByRole('heading', { name: 'Name and group' }).waitFor()
    const main = page.getByRole('main')
    expect(await main.getByText('A safetensors file').innerText()).toContain('tensors')
    expect(await main.getByText('ResNet-18, width 4', { exact: true }).count()).toBe(1)
    await page.getByLabel('Filter tensors').fill('fc 10')
    await expect
      .poll(() => page.getByRole('table', { name: 'Tensors of' }).getByRole('row').allInnerTexts())
      .toEqual([
        expect.stringContaining('Name'),
        ...['fc.weight', 'fc.bias'].map((name) => expect.stringContaining(name) as string),
      ])
  })

  it('tries the readings on images, and one of them can be taken', async () => {
    const readings = page.getByRole('group', { name: 'What its weights do not say' })
    await readings.getByRole('button', { name: 'Try all' }).click()
    const table = readings.getByRole('table', { name: /readings tried on (up to )?100 images/ })
    await table.waitFor({ timeout: 480_000 })
    expect(await table.getByRole('row').nth(1).innerText()).toMatch(/\d+ % \[\d+, \d+\]/)
    await table.getByRole('radio').nth(1).check()
    await page.getByRole('heading', { name: 'Name and group' }).waitFor()
    expect(await table.getByRole('radio', { checked: true }).count()).toBe(1)
    for (const theme of ['light', 'dark'] as const)
      for (const size of [WIDE, NARROW]) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await page.setViewportSize(size)
        await settled(page)
        await readings.scrollIntoViewIfNeeded()
        await picture(page, `import-readings-${theme}-${size.width}`)
        expect(await violations(page)).toEqual([])
      }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.setViewportSize(WIDE)
    await readings.getByRole('button', { name: 'Take the most usual answers' }).click()
  })

  it('guesses no normaliser', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Not stored yet.').waitFor()
    const normalisers = page.getByRole('table', { name: 'Normalisers' })
    expect(await normalisers.getByRole('radio', { checked: true }).count()).toBe(0)
    expect(await page.getByText('halfpower model import').count()).toBe(0)
  })

  it('shows the accuracy under each normaliser, and what it thinks of it', async () => {
    await page.getByLabel('Size', { exact: true }).or(page.getByLabel('Another size')).fill('32')
    await page.getByLabel('Images', { exact: true }).selectOption('50')
    await page.getByRole('button', { name: 'Try', exact: true }).click()
    // Nobody has trained it: chance is all it can do, and that is said.
    await page.getByText(/cannot be told from guessing/).waitFor()
    await page.getByRole('radio', { name: /^jarvis, gray/ }).check()
    const cells = await page
      .getByRole('table', { name: 'Normalisers' })
      .getByRole('row', { name: /jarvis, gray/ })
      .innerText()
    expect(cells).toMatch(/\d+ % \[\d+, \d+\]/)
  })

  it('has no violation, and nothing that is wider than the window', async () => {
    for (const theme of ['light', 'dark'] as const)
      for (const size of [WIDE, NARROW]) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await page.setViewportSize(size)
        await settled(page)
        await picture(page, `import-${theme}-${size.width}`)
        expect(await violations(page)).toEqual([])
        expect(
          await page.evaluate(
            `document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth + 1`,
          ),
        ).toBe(true)
      }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.setViewportSize(WIDE)
  })

  it('keeps everything while another page is looked at', async () => {
    await page.getByRole('link', { name: 'Data', exact: true }).click()
    await page.locator('main[data-page="data"]').waitFor()
    await page.goBack()
    await page.getByText(/cannot be told from guessing/).waitFor()
    expect(await page.getByRole('radio', { name: /^jarvis, gray/ }).isChecked()).toBe(true)
  })

  it('stores it under a name and a group, by keyboard, and keeps no second copy', async () => {
    const command = await page.getByRole('group', { name: 'The same on the command line' }).innerText()
    expect(command).toContain('--normaliser')
    expect(command).toContain('from the lab.safetensors')
    await page.getByLabel('Name', { exact: true }).fill('Lab model')
    await page.getByLabel('Group', { exact: true }).focus()
    await page.keyboard.type('mouse')
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate('document.activeElement.textContent.trim()')) === 'Save') break
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Lab model' }).waitFor()
    await page.getByText('the preset “jarvis, gray”').waitFor()
    await settled(page)
    expect(await violations(page)).toEqual([])
    await picture(page, 'import-model-page')
    await expect.poll(() => readdir(join(project, 'data'))).toEqual([])
  })

  it('stands among the models, with a place for what it has not', async () => {
    await page.getByRole('link', { name: '← All models' }).click()
    const row = page.getByRole('table').getByRole('row').filter({ hasText: 'Lab model' })
    const text = await row.innerText()
    expect(text).toContain('mouse-regularised')
    expect(text).toContain('–')
    expect(text).toContain('ResNet-18, width 4')
    await picture(page, 'import-models-table')
    await row.getByRole('button', { name: 'Lab model' }).click()
    await page.getByRole('link', { name: 'Training, blur and provenance' }).click()
  })

  it('gets another name and group', async () => {
    await page.getByRole('button', { name: 'Name and note' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Mouse model')
    await dialog.getByLabel('Group').selectOption('other')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Mouse model' }).waitFor()
  })

  it('goes out as ONNX and as safetensors, each with a README', async () => {
    await page.getByRole('button', { name: 'Export', exact: false }).click()
    const dialog = page.getByRole('dialog')
    for (const [words, ending] of [
      ['onnx', '.onnx'],
      ['safetensors', '.safetensors'],
    ] as const) {
      await dialog.getByLabel('As').selectOption(words)
      const suggested = await dialog.getByLabel('File').inputValue()
      expect(suggested.endsWith(ending)).toBe(true)
      const file = join(folder, `out${ending}`)
      await dialog.getByLabel('File').fill(file)
      await dialog.getByRole('button', { name: 'Export' }).click()
      await dialog.getByText(`${file}.README.txt`).waitFor()
      expect((await readFile(file)).length).toBeGreaterThan(10_000)
      expect(await readFile(`${file}.README.txt`, 'utf8')).toContain('Mouse model')
    }
    await picture(page, 'import-export')
    await dialog.getByRole('button', { name: 'Close' }).click()
  })

  it('names what the file has besides, and leaves it aside when that is said', async () => {
    await page.evaluate(`location.hash = '#/models/import'`)
    await dropOn(page, [join(folder, 'two heads.safetensors')])
    await page.getByRole('button', { name: 'Take the most usual answers' }).click()
    await page.getByText('head2.weight').first().waitFor()
    await page.getByRole('radio', { name: /^jarvis, gray/ }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(/Not stored yet\. Say of what the file has besides/).waitFor()
    await picture(page, 'import-leave-aside')
    expect(await violations(page)).toEqual([])
    await page.getByRole('checkbox', { name: /The logits do not pass them/ }).check()
    const command = await page.getByRole('group', { name: 'The same on the command line' }).innerText()
    expect(command).toContain('--leave-aside')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'two heads' }).waitFor()
  })

  it('says of a web page that it is one, and lets her choose again', async () => {
    await page.evaluate(`location.hash = '#/models/import'`)
    await page.getByRole('button', { name: 'Choose a file' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'page.pt' }).click()
    const sentence = await page.getByRole('alert').innerText()
    expect(sentence).toMatch(/"page\.pt" is a web page/)
    expect(await violations(page)).toEqual([])
    await picture(page, 'import-refused')
    await page.getByRole('button', { name: 'Choose another file' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('heading', { name: 'Models' }).waitFor()
  })

  it.skipIf(withoutFixture !== '')(`knows the public ResNet-20${withoutFixture}`, async () => {
    await dropOn(page, [FIXTURE])
    await page.getByRole('heading', { name: 'Name and group' }).waitFor()
    // Its SHA-256 is that of the published file, so that nothing is left open.
    await page.getByText(/^CIFAR ResNet-20, shortcuts of the pixels 0, 2, 4 …, zero channels/).waitFor()
    // No data set here has colour images in 32 × 32 pixels: it is said, and nothing else is in the way.
    await page.getByRole('radio', { name: /^ImageNet/ }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('heading', { name: 'resnet20-12fca82f' }).waitFor()
    await page.getByText('12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8').waitFor()
    // Of another size, it must not disturb the others.
    for (const name of ['Hybrids', 'Map', 'Models']) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
      await page.locator(`main[data-page="${name.toLowerCase()}"]`).waitFor()
      await settled(page)
    }
    await picture(page, 'import-map')
  })

  it('has seen no error and no violated policy', () => {
    expect(window.complaints).toEqual([])
  })
})
