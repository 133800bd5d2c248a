/**
 * A figure from page to file: composed in a real Chromium from the example study, exported by the host that shows the page, and
 * read by programs that others have written (poppler, Ghostscript, librsvg).
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, openWindow, PATIENCE, startBrowser } from './browser'
import { copyExample, hasExample } from './example'
import { isBuilt, startHost } from './host'
import { halfpower } from '../shell/run-halfpower'
import type { Browser } from 'playwright'

const run = promisify(execFile)
const found = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program)))
const without = (program: string): string => (found(program) ? '' : ` (skipped: ${program} is not installed)`)

const usable = isBuilt && chromiumPath !== null && hasExample
const why = usable ? '' : ' (skipped: needs out/, Chromium and the example study)'

describe.skipIf(!usable)(`figures for journals${why}`, { timeout: 4 * PATIENCE }, () => {
  let folder: string
  let project: string
  let browser: Browser
  const at = (name: string): string => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-figures-'))
    project = await copyExample(folder)
    browser = await startBrowser()
  }, PATIENCE)
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('from the page to files', async () => {
    const host = await startHost({ project, configuration: folder })
    const window = await openWindow(browser, host.address)
    try {
      const { page } = window
      await page.getByRole('link', { name: 'Map', exact: true }).click()
      await page.getByRole('button', { name: 'Add to figure' }).click({ timeout: PATIENCE })
      await page.getByRole('link', { name: 'In “Figure 1”' }).waitFor({ timeout: PATIENCE })
      await page.getByRole('link', { name: 'Hybrids', exact: true }).click()
      const add = page.getByRole('button', { name: 'Add to figure' })
      await page.getByRole('button', { name: 'Choose for a figure' }).waitFor({ timeout: PATIENCE })
      await add.first().click({ timeout: PATIENCE })
      await page.getByRole('link', { name: 'In “Figure 1”' }).waitFor({ timeout: PATIENCE })
      await page.getByRole('button', { name: 'Choose for a figure' }).click()
      const pairs = page
        .getByRole('list', { name: 'Hybrid images' })
        .getByRole('button', { name: /^Hybrid of/ })
      await pairs.nth(0).click()
      // By keyboard, too.
      await pairs.nth(1).press('Enter')
      await expect.poll(async () => await pairs.nth(1).getAttribute('aria-pressed')).toBe('true')
      const chosen = page.getByRole('group', { name: 'For a figure' })
      await chosen.getByText('2 pairs chosen').waitFor({ timeout: PATIENCE })
      await chosen.getByRole('button', { name: 'Add to figure' }).click()
      await chosen.getByRole('link', { name: 'In “Figure 1”' }).click({ timeout: PATIENCE })
      const drawing = page.getByRole('img', { name: 'Figure 1, as printed' })
      await drawing.locator('svg > text', { hasText: 'C' }).first().waitFor({ timeout: PATIENCE })
      const panels = page.getByRole('list', { name: 'Panels' }).getByRole('listitem')
      expect(await panels.count()).toBe(3)
      expect(await drawing.locator('image').count()).toBe(6)
      // By keyboard: what was second comes first.
      const words = (await panels.nth(1).getAttribute('aria-label'))!.replace(/^Panel .: /, '')
      await panels.nth(1).focus()
      await page.keyboard.press('Alt+ArrowUp')
      await expect.poll(async () => await panels.nth(0).getAttribute('aria-label')).toBe(`Panel A: ${words}`)
      await page.getByRole('button', { name: 'Export …' }).click()
      await page.getByLabel('Files').fill(at('Fig1'))
      await page.getByRole('checkbox', { name: 'SVG', exact: true }).check()
      await page.getByRole('checkbox', { name: 'PNG', exact: true }).check()
      await page.getByRole('checkbox', { name: 'EPS (text as outlines)' }).check()
      await page.getByRole('button', { name: 'Export', exact: true }).click()
      await page.getByText(/Fig1\.tif: .*RGB, LZW/).waitFor({ timeout: PATIENCE })
      expect(window.complaints).toEqual([])
    } finally {
      await window.context.close()
      await host.stop()
    }
    expect((await readdir(folder)).filter((name) => name.startsWith('Fig1')).sort()).toEqual(
      ['A.csv', 'B.csv', 'C.csv', 'caption.txt', 'eps', 'pdf', 'png', 'provenance.json', 'svg', 'tif'].map(
        (end) => `Fig1.${end}`,
      ),
    )
    const provenance = JSON.parse(await readFile(at('Fig1.provenance.json'), 'utf8')) as {
      models: { weights: { sha256: string } }[]
      studies: { id: string; plan: { pairing?: { seeds: number[] } } }[]
    }
    expect(provenance.studies.find(({ id }) => id.startsWith('hybrid-'))?.plan.pairing?.seeds).toEqual([0, 1])
    for (const { weights } of provenance.models) expect(weights.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it.skipIf(!found('pdffonts'))(
    `PDF: one page of the journal's width, TrueType inside, words as text${without('pdffonts')}`,
    async () => {
      const { stdout: information } = await run('pdfinfo', [at('Fig1.pdf')])
      expect(Number(/Pages:\s+(\d+)/.exec(information)![1])).toBe(1)
      // 190.5 mm are 540 points.
      expect(Number(/Page size:\s+([\d.]+) x/.exec(information)![1])).toBeCloseTo(540, 0)
      const { stdout: fonts } = await run('pdffonts', [at('Fig1.pdf')])
      const rows = fonts.trim().split('\n').slice(2)
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) expect(row).toMatch(/CID TrueType.*yes yes yes/)
      const { stdout: text } = await run('pdftotext', ['-layout', at('Fig1.pdf'), '-'])
      for (const words of ['Clean accuracy (%)', 'A', 'B', '−']) expect(text).toContain(words)
    },
  )

  it('has pictures whose pixels are square blocks, fine enough for print, and a table that says what they are', async () => {
    const svg = await readFile(at('Fig1.svg'), 'utf8')
    const pictures = [...svg.matchAll(/<image[^>]*href="data:image\/png;base64,([^"]+)"/g)]
    expect(pictures).toHaveLength(6)
    for (const [, base64] of pictures) {
      const { data, info } = await sharp(Buffer.from(base64!, 'base64'))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true })
      // The example's images have 32 pixels.
      const factor = info.width / 32
      expect(Number.isInteger(factor) && factor > 4).toBe(true)
      const at = (x: number, y: number): number => data[y * info.width + x]!
      for (let y = 0; y < info.height; y++)
        for (let x = 0; x < info.width; x++)
          if (at(x, y) !== at(x - (x % factor), y - (y % factor)))
            expect.fail(`${x}, ${y} is no part of a block`)
    }
    expect(await readFile(at('Fig1.C.csv'), 'utf8')).toMatch(/low image \(class\).*study,data set\r\n1,0,0,/)
    expect(await readFile(at('Fig1.caption.txt'), 'utf8')).toContain('(C) 2 hybrid images at f_mix = ')
  })

  it.skipIf(!found('pdfimages'))(
    `PDF: at least 600 dots per inch of them${without('pdfimages')}`,
    async () => {
      const { stdout } = await run('pdfimages', ['-list', at('Fig1.pdf')])
      const rows = stdout.trim().split('\n').slice(2)
      expect(rows).toHaveLength(6)
      for (const row of rows) expect(Number(row.trim().split(/\s+/)[12])).toBeGreaterThanOrEqual(600)
    },
  )

  /** Mean difference of grey from our own picture, 0 … 255: edges differ a little, a lost part would differ much. */
  async function difference(other: string): Promise<number> {
    const grey = async (name: string): Promise<Buffer> =>
      await sharp(at(name))
        .resize(360, 240, { fit: 'fill' })
        .flatten({ background: 'white' })
        .greyscale()
        .blur(2)
        .raw()
        .toBuffer()
    const [ours, theirs] = [await grey('Fig1.png'), await grey(other)]
    return ours.reduce((sum, value, i) => sum + Math.abs(value - theirs[i]!), 0) / ours.length
  }

  it.skipIf(!found('gs'))(`PDF shows the same as the picture${without('gs')}`, async () => {
    const how = [
      '-q',
      '-dNOPAUSE',
      '-dBATCH',
      '-sDEVICE=png16m',
      '-r96',
      '-dTextAlphaBits=4',
      '-dGraphicsAlphaBits=4',
    ]
    await run('gs', [...how, `-sOutputFile=${at('pdf.png')}`, at('Fig1.pdf')])
    expect(await difference('pdf.png')).toBeLessThan(3)
  })

  it.skipIf(!found('gs'))(
    `EPS: the journal's size, no font, the same as the picture${without('gs')}`,
    async () => {
      const text = await readFile(at('Fig1.eps'), 'latin1')
      expect(text).toMatch(
        /^%!PS-Adobe-3\.0 EPSF-3\.0\n%%BoundingBox: 0 0 540 \d+\n%%HiResBoundingBox: 0 0 540 /,
      )
      const { stderr } = await run('gs', ['-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=bbox', at('Fig1.eps')])
      const [left, bottom, right, top] = /%%BoundingBox: (\d+) (\d+) (\d+) (\d+)/
        .exec(stderr)!
        .slice(1)
        .map(Number)
      // What is painted other than white lies in the box that it says.
      const [width, height] = /%%BoundingBox: 0 0 (\d+) (\d+)/.exec(text)!.slice(1).map(Number)
      expect(Math.min(left!, bottom!)).toBeGreaterThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(width!)
      expect(top).toBeLessThanOrEqual(height!)
      expect(right! - left!).toBeGreaterThan(0.8 * width!)
      const how = [
        '-q',
        '-dNOPAUSE',
        '-dBATCH',
        '-dEPSCrop',
        '-sDEVICE=png16m',
        '-r96',
        '-dGraphicsAlphaBits=4',
      ]
      await run('gs', [...how, `-sOutputFile=${at('eps.png')}`, at('Fig1.eps')])
      expect(await difference('eps.png')).toBeLessThan(3)
      await run('gs', [
        '-q',
        '-dNOPAUSE',
        '-dBATCH',
        '-dEPSCrop',
        '-sDEVICE=pdfwrite',
        `-sOutputFile=${at('eps.pdf')}`,
        at('Fig1.eps'),
      ])
      if (found('pdffonts'))
        expect((await run('pdffonts', [at('eps.pdf')])).stdout.trim().split('\n').length).toBe(2)
    },
  )

  it.skipIf(!found('rsvg-convert'))(
    `SVG shows the same as the picture${without('rsvg-convert')}`,
    async () => {
      await run('rsvg-convert', ['--dpi-x', '96', '--dpi-y', '96', at('Fig1.svg'), '-o', at('svg.png')])
      expect(await difference('svg.png')).toBeLessThan(3)
    },
  )

  it('TIFF: LZW, RGB without alpha, the dots per inch of the journal', async () => {
    const bytes = await readFile(at('Fig1.tif'))
    const { width, density, channels, hasAlpha } = await sharp(bytes).metadata()
    expect({ width, density, channels, hasAlpha }).toEqual({
      width: 2250,
      density: 300,
      channels: 3,
      hasAlpha: false,
    })
    expect(bytes.length).toBeLessThan(10e6)
    if (found('tiffinfo'))
      expect((await run('tiffinfo', [at('Fig1.tif')])).stdout).toMatch(/Compression Scheme: LZW/)
  })

  it('the command line exports the same figure, with text as shapes', async () => {
    const ended = await halfpower(
      folder,
      'figure',
      'export',
      project,
      'figure-1',
      'out.pdf',
      'out.svg',
      '--outlines',
    )
    expect(ended.code).toBe(0)
    expect(await readFile(at('out.svg'), 'utf8')).not.toMatch(/<text\b/)
    if (found('pdffonts'))
      expect((await run('pdffonts', [at('out.pdf')])).stdout.trim().split('\n').length).toBe(2)
  })

  const refusals: [string, string[], RegExp][] = [
    [
      'outlines for Nature',
      ['figure-1', 'no.pdf', '--journal', 'nature', '--outlines'],
      /Nature wants text that can be edited/,
    ],
    [
      'a width that Nature has not',
      ['figure-1', 'no.pdf', '--journal', 'nature', '--width', '120'],
      /cannot be 120 mm wide: it is 89 or 183 mm/,
    ],
    [
      'EPS for Nature',
      ['figure-1', 'no.eps', '--journal', 'nature'],
      /EPS has its text as outlines: take \.pdf or \.svg/,
    ],
    ['too few dots', ['figure-1', 'no.tif', '--dpi', '72'], /PLOS takes 300 to 600 dots per inch, not 72/],
    ['another format', ['figure-1', 'no.docx'], /must end in \.svg, \.pdf, \.eps, \.tif, \.png or \.csv/],
    ['a figure that is not there', ['nothing', 'no.pdf'], /There is no figure "nothing"/],
  ]
  it.each(refusals)('%s is refused in one sentence, and nothing is written', async (_, words, sentence) => {
    const before = (await readdir(folder)).sort()
    const ended = await halfpower(folder, 'figure', 'export', project, ...words)
    expect(ended.code).not.toBe(0)
    expect(ended.stderr).toMatch(sentence)
    expect(ended.stderr.trim().split('\n').length).toBe(1)
    expect((await readdir(folder)).sort()).toEqual(before)
  })

  it('without a browser one sentence says so', async () => {
    await writeFile(at('marker'), '')
    process.env['HALFPOWER_BROWSER'] = 'none'
    try {
      const ended = await halfpower(folder, 'figure', 'export', project, 'figure-1', 'none.pdf')
      expect(ended.code).toBe(1)
      expect(ended.stderr).toMatch(/no Chromium, Chrome or Edge was found/)
      expect(existsSync(at('none.pdf'))).toBe(false)
    } finally {
      delete process.env['HALFPOWER_BROWSER']
    }
  })

  it('the paper: what there is data for is drawn, the rest is named', async () => {
    const ended = await halfpower(folder, 'paper', project, '--out', 'paper', '--formats', 'pdf')
    expect(ended.code).toBe(0)
    const written = await readdir(at('paper'))
    expect(written).toContain('Fig3.pdf')
    expect(written).not.toContain('Fig2.pdf')
    expect(written).toEqual(
      expect.arrayContaining(['methods.txt', 'methods.bib', 'models.tex', 'models.md', 'models.csv']),
    )
    expect(ended.stderr).toMatch(/Fig2: .* is missing, because this project has no data for it/)
    const methods = await readFile(at('paper/methods.txt'), 'utf8')
    for (const words of ['pairing seeds (0 and 1)', '0.07', 'f_rev', '[@li2023', 'onnxruntime-cpu'])
      expect(methods).toContain(words)
    expect(await readFile(at('paper/methods.bib'), 'utf8')).toContain('10.1371/journal.pcbi.1010932')
  })
})
