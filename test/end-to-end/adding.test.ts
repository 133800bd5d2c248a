/**
 * Common downloads added in the window: what a data set leaves open is asked in the dialog, and what reading found out
 * is said before it closes. The files are written here.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { png, put } from '../datasets/temporary'
import { openWindow, picture, startBrowser, violations } from './browser'
import { copyExample } from './example'
import { startHost } from './host'
import { story } from './story'
import { why } from './skipped'
import type { Browser, Locator, Page } from 'playwright'
import type { TestWindow } from './browser'
import type { TestHost } from './host'

const META = fileURLToPath(new URL('../golden/imagenet-meta.mat', import.meta.url))

describe.skipIf(why !== '')(`adding common downloads${why}`, () => {
  story()
  let folder: string
  let host: TestHost
  let browser: Browser
  let window: TestWindow
  let page: Page

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-adding-'))
    const record = Buffer.concat([Buffer.of(1, 7), Buffer.alloc(3072, 90)])
    for (const part of ['train', 'test']) put(join(folder, 'cifar-100-binary', `${part}.bin`), record)
    for (let i = 1; i <= 3; i++)
      put(join(folder, 'imagenet/val', `ILSVRC2012_val_0000000${i}.JPEG`), await png([40 * i, 9, 9], 32))
    put(join(folder, 'imagenet/ILSVRC2012_validation_ground_truth.txt'), '1\n2\n5\n')
    mkdirSync(join(folder, 'kit'))
    copyFileSync(META, join(folder, 'kit/meta.mat'))
    const deep = new Uint16Array(64).fill(200)
    for (const name of ['a', 'b'])
      put(
        join(folder, 'deep', name, '0.png'),
        await sharp(deep, { raw: { width: 8, height: 8, channels: 1 } })
          .toColourspace('grey16')
          .png()
          .toBuffer(),
      )
    for (let i = 0; i < 4; i++) put(join(folder, 'table/images', `${i}.png`), await png([60 * i, 9, 9], 32))
    put(join(folder, 'table/labels.csv'), 'file,label\n0.png,fox\n1.png,cat\n2.png,fox\n')
    const project = await copyExample(join(folder, 'place'))
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

  /** The dialog with its questions. */
  async function look(name: string): Promise<Locator> {
    await page.evaluate(`location.hash = '#/data'`)
    await page.getByRole('main').getByRole('button', { name: 'Add a data set' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Folder').fill(join(folder, name))
    await dialog.getByRole('button', { name: 'Choose this folder' }).click()
    await dialog.getByRole('button', { name: 'Add', exact: true }).waitFor()
    return dialog
  }

  it("asks which of CIFAR-100's labels", async () => {
    const dialog = await look('cifar-100-binary')
    await dialog.getByLabel('Labels', { exact: true }).selectOption('coarse')
    await picture(page, 'adding-cifar-100')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    // One image of a hundred classes: what is missing is said before the dialog goes.
    await dialog
      .getByText(/is of (99|19) of the (100|20) classes/)
      .first()
      .waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByText('coarse labels').first().waitFor()
  })

  it("asks for what the numbers of ImageNet's development kit mean, and says how they were read", async () => {
    const dialog = await look('imagenet/val')
    expect(await dialog.getByText('not in the order of a model').innerText()).toContain('meta.mat')
    await picture(page, 'adding-imagenet')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    expect(await dialog.getByRole('alert').innerText()).toContain('development kit')
    await dialog.getByLabel('File that says what its numbers mean').fill(join(folder, 'kit/meta.mat'))
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText('5 classes in the order of their WordNet ids').waitFor()
    await picture(page, 'adding-imagenet-said')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByText('which ../../kit/meta.mat explains').waitFor()
  })

  it('takes the classes of images in one folder from the table beside them, and says so', async () => {
    const dialog = await look('table')
    await dialog.locator('p', { hasText: 'images in one folder, with a table of their classes' }).waitFor()
    expect(await dialog.getByLabel('File with the classes of the images').inputValue()).toMatch(
      /labels\.csv$/,
    )
    expect(await dialog.getByLabel('File that says what its numbers mean').count()).toBe(0)
    await picture(page, 'adding-table')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText('1 image beside them that it does not name is left aside').waitFor()
    await picture(page, 'adding-table-said')
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByText('labels.csv').first().waitFor()
    await picture(page, 'adding-table-shown')
  })

  it('asks how gray images of 16 bits are read', async () => {
    const dialog = await look('deep')
    await dialog.getByLabel('Gray images of 16 bits').selectOption('clip')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText('everything above 255 is taken as 255').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByText('16-bit gray clipped at 255').waitFor()
    await picture(page, 'adding-sixteen-bits')
    expect(window.complaints).toEqual([])
  })
})
