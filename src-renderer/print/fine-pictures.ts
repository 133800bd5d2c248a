/**
 * Pictures whose every pixel is a block of equal ones, fine enough for print: what opens a PDF or an SVG may smooth a picture
 * that it enlarges, whatever the file says, and then softens the edges of the blocks only.
 */

/** Dots per inch of the finest print that a journal asks of pictures. */
const FINEST = 600
/** Of one side, in pixels: more adds bytes and nothing to see. */
const MOST = 1600

/** @param svg of CSS pixels, whose pictures keep their places and sizes; a copy is returned */
export async function withFinePictures(svg: SVGSVGElement): Promise<SVGSVGElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const made = new Map<string, string>()
  for (const image of copy.querySelectorAll('image')) {
    const source = image.href.baseVal
    if (!source.startsWith('data:image/png')) continue
    const width = image.width.baseVal.value
    const key = `${width} ${source}`
    const fine = made.get(key) ?? (await enlarged(source, width))
    made.set(key, fine)
    image.removeAttribute('href')
    image.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', fine)
  }
  return copy
}

async function enlarged(source: string, width: number): Promise<string> {
  const picture = new Image()
  picture.src = source
  await picture.decode()
  const { naturalWidth, naturalHeight } = picture
  const wanted = Math.ceil(((width / 96) * FINEST) / naturalWidth)
  const factor = Math.min(wanted, Math.floor(MOST / Math.max(naturalWidth, naturalHeight)))
  if (factor < 2) return source
  const canvas = document.createElement('canvas')
  canvas.width = factor * naturalWidth
  canvas.height = factor * naturalHeight
  const context = canvas.getContext('2d')!
  context.imageSmoothingEnabled = false
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/png')
}
