/**
 * The press: draws figures for print on the page `print.html` in a browser without a window, and gives them as files. The
 * browser is started for each export and ended with it.
 */
import { extname, join } from 'node:path'
import { CSS_PIXELS_PER_INCH } from '../../contract/figures/journals'
import { UserError } from '../../contract/errors'
import { readRegular } from '../../files/regular'
import { Chromium } from './chromium'
import type { FigureLayout } from '../../contract/figures/figures'
import type { Press, PressWish, Printed } from '../../workbench/figures/press'

/** Resolves nowhere: all of it is answered by us. */
const ORIGIN = 'https://figures.invalid/'
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

export interface PressOptions {
  /** Folder of the built page. */
  page: string
  /** The browser's program; null where there is none. */
  browser: () => string | null
}

export function chromiumPress({ page, browser }: PressOptions): Press {
  return {
    async print(layout, wishes) {
      const program = browser()
      if (program === null)
        throw new UserError(
          'device',
          'Figures are drawn by a browser, and no Chromium, Chrome or Edge was found: install one, or name one in HALFPOWER_BROWSER.',
        )
      const chromium = await Chromium.start(program, process.getuid?.() === 0)
      try {
        return await printed(new PressPage(chromium, page), layout, wishes)
      } catch (error) {
        if (error instanceof UserError) throw error
        const why = error instanceof Error ? error.message : String(error)
        throw new UserError('device', `The browser "${program}" could not draw the figure: ${why}.`, {
          cause: error,
        })
      } finally {
        await chromium.close()
      }
    },
  }
}

async function printed(
  page: PressPage,
  layout: FigureLayout,
  wishes: readonly PressWish[],
): Promise<Printed> {
  await page.open()
  const facts = (await page.call('compose', layout)) as Omit<Printed, 'files'>
  const files: Uint8Array[] = []
  for (const wish of wishes) files.push(await page.file(wish, facts))
  return { ...facts, files }
}

class PressPage {
  #session = ''
  readonly #errors: string[] = []

  constructor(
    private readonly chromium: Chromium,
    private readonly folder: string,
  ) {}

  async open(): Promise<void> {
    const { targetId } = await this.chromium.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.chromium.send('Target.attachToTarget', { targetId, flatten: true })
    this.#session = String(sessionId)
    const loaded = new Promise<void>((resolve) => {
      this.chromium.on((method, parameters, session) => {
        if (session !== this.#session) return
        if (method === 'Fetch.requestPaused') void this.#answer(parameters)
        else if (method === 'Page.loadEventFired') resolve()
        else if (method === 'Runtime.exceptionThrown') this.#errors.push(exceptionOf(parameters))
      })
    })
    await this.#send('Page.enable')
    await this.#send('Runtime.enable')
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    await this.#send('Page.navigate', { url: `${ORIGIN}print.html` })
    await loaded
    await this.#evaluate(
      'new Promise((resolve) => { const look = () => window.halfpowerPress ? resolve(null) : setTimeout(look, 10); look() })',
    )
  }

  async call(method: 'compose' | 'svg' | 'eps' | 'show', argument: unknown): Promise<unknown> {
    return await this.#evaluate(`window.halfpowerPress.${method}(${JSON.stringify(argument)})`)
  }

  async file(wish: PressWish, size: { width: number; height: number }): Promise<Uint8Array> {
    switch (wish.kind) {
      case 'svg':
        return Buffer.from(String(await this.call('svg', wish.outlines)), 'utf8')
      case 'eps':
        return Buffer.from(String(await this.call('eps', null)), 'latin1')
      case 'pdf':
        return await this.#pdf(wish.outlines, size)
      case 'picture':
        return await this.#picture(wish.dpi, size)
    }
  }

  async #pdf(outlines: boolean, { width, height }: { width: number; height: number }): Promise<Uint8Array> {
    await this.call('show', outlines)
    const { data } = await this.#send('Page.printToPDF', {
      printBackground: true,
      paperWidth: width / CSS_PIXELS_PER_INCH,
      paperHeight: height / CSS_PIXELS_PER_INCH,
      marginTop: 0,
      marginBottom: 0,
      marginLeft: 0,
      marginRight: 0,
      pageRanges: '1',
      preferCSSPageSize: false,
    })
    return Buffer.from(String(data), 'base64')
  }

  async #picture(dpi: number, { width, height }: { width: number; height: number }): Promise<Uint8Array> {
    await this.call('show', false)
    const scale = dpi / CSS_PIXELS_PER_INCH
    const size = { width: Math.ceil(width), height: Math.ceil(height) }
    await this.#send('Emulation.setDeviceMetricsOverride', {
      ...size,
      deviceScaleFactor: scale,
      mobile: false,
    })
    const { data } = await this.#send('Page.captureScreenshot', {
      format: 'png',
      captureBeyondViewport: false,
    })
    return Buffer.from(String(data), 'base64')
  }

  async #answer({ requestId, request }: Record<string, unknown>): Promise<void> {
    const { url } = request as { url: string }
    const found = await this.#fileOf(url).catch(() => null)
    const answer = found
      ? {
          responseCode: 200,
          responseHeaders: [
            { name: 'Content-Type', value: TYPES[extname(found.path)] ?? 'application/octet-stream' },
          ],
          body: found.bytes.toString('base64'),
        }
      : { responseCode: 404 }
    // The page may have gone meanwhile.
    await this.#send('Fetch.fulfillRequest', { requestId, ...answer }).catch(() => undefined)
  }

  /** Files of the built page only, by names without anything that leads elsewhere. */
  async #fileOf(url: string): Promise<{ path: string; bytes: Buffer } | null> {
    if (!url.startsWith(ORIGIN)) return null
    const name = url.slice(ORIGIN.length).replace(/[?#].*$/, '')
    if (!/^[\w-]+(\.[\w-]+)*(\/[\w-]+(\.[\w-]+)*)*$/.test(name)) return null
    const path = join(this.folder, name)
    return { path, bytes: await readRegular(path) }
  }

  async #evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    const { result, exceptionDetails } = answer as {
      result?: { value?: unknown }
      exceptionDetails?: unknown
    }
    if (exceptionDetails !== undefined)
      throw new Error([exceptionOf({ exceptionDetails }), ...this.#errors].join('; '))
    return result?.value
  }

  async #send(method: string, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return await this.chromium.send(method, parameters, this.#session)
  }
}

function exceptionOf({ exceptionDetails }: Record<string, unknown>): string {
  const { text, exception } = exceptionDetails as { text?: string; exception?: { description?: string } }
  return (exception?.description ?? text ?? 'it failed').split('\n')[0]!
}
