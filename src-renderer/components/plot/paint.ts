/**
 * An SVG as PNG, set in Arimo on every machine. Plotly's own PNG would be set in whatever face the machine has,
 * because a picture cannot see the faces of the page: hence they are written into the SVG first.
 *
 * A picture counts as decoded before its faces are read. So one letter of each stands in a strip below it, which
 * is invisible until the face is there, and the painting waits for them.
 */
import latin from '@fontsource/arimo/files/arimo-latin-400-normal.woff2?url'
import latinBold from '@fontsource/arimo/files/arimo-latin-700-normal.woff2?url'
import greek from '@fontsource/arimo/files/arimo-greek-400-normal.woff2?url'

interface Face {
  weight: number
  file: string
  letter: string
  range: string
}

const FACES: Face[] = [
  { weight: 400, file: latin, letter: 'M', range: 'U+0000-02FF, U+2000-22FF' },
  { weight: 700, file: latinBold, letter: 'M', range: 'U+0000-02FF, U+2000-22FF' },
  { weight: 400, file: greek, letter: 'σ', range: 'U+0370-03FF' },
]
const STRIP = 24
const PATIENCE_MS = 2500

export interface Size {
  width: number
  height: number
}

/**
 * @param svg a document of this size in CSS pixels
 * @param scale pixels of the PNG per CSS pixel
 */
export async function painted(svg: string, { width, height }: Size, scale: number): Promise<Blob> {
  const url = URL.createObjectURL(
    new Blob([withFaces(svg, { width, height }, await faceRules())], { type: 'image/svg+xml' }),
  )
  try {
    const picture = new Image()
    picture.src = url
    await picture.decode()
    await facesIn(picture, { width, height })
    const { canvas, context } = blank(width * scale, height * scale)
    context.drawImage(picture, 0, 0, width * scale, (height + STRIP) * scale)
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob)
        else reject(new Error('the browser could not paint it.'))
      }, 'image/png')
    })
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function faceRules(): Promise<string> {
  const rules = await Promise.all(
    FACES.map(async ({ weight, file, range }) => {
      const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer())
      const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
      return `@font-face { font-family: Arimo; font-weight: ${weight}; font-display: block; unicode-range: ${range}; src: url(data:font/woff2;base64,${base64}) }`
    }),
  )
  return rules.join('\n')
}

/** The document, made taller by the strip with its letters. */
function withFaces(svg: string, { width, height }: Size, rules: string): string {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml')
  const root = document.documentElement
  root.setAttribute('height', String(height + STRIP))
  root.setAttribute('viewBox', `0 0 ${width} ${height + STRIP}`)
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style')
  style.textContent = rules
  root.prepend(style)
  FACES.forEach(({ weight, letter }, i) => {
    const text = document.createElementNS('http://www.w3.org/2000/svg', 'text')
    text.setAttribute('x', String(i * STRIP))
    text.setAttribute('y', String(height + STRIP - 4))
    text.setAttribute('style', `font: ${weight} 20px Arimo; fill: black`)
    text.textContent = letter
    root.append(text)
  })
  return new XMLSerializer().serializeToString(document)
}

/** Resolves when every letter of the strip is visible. */
async function facesIn(picture: HTMLImageElement, { width, height }: Size): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    const { context } = blank(FACES.length * STRIP, STRIP)
    context.drawImage(picture, 0, -height, width, height + STRIP)
    if (FACES.every((_, i) => isInked(context, i * STRIP))) return
    if (performance.now() > end) throw new Error('its typeface could not be read.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function isInked(context: CanvasRenderingContext2D, left: number): boolean {
  const { data } = context.getImageData(left, 2, STRIP, STRIP - 2)
  return data.some((value, i) => i % 4 === 3 && value > 0)
}

function blank(
  width: number,
  height: number,
): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('the browser has no canvas.')
  return { canvas, context }
}
