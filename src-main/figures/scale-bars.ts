/** How long the bars are that measure pictures: round numbers of pixels and of degrees of visual angle. */

export interface ScaleBar {
  /** Of the picture's own pixels: a whole number, or a part of them for degrees. */
  pixels: number
  /** `10 pixels`, `20° of visual angle` */
  words: string
}

/** 1, 2 or 5 times a power of ten. */
const MANTISSAS = [1, 2, 5]

/**
 * @param width of the pictures in pixels
 * @param fieldOfView width of the pictures in degrees of visual angle; undefined: nobody has said it
 */
export function scaleBars(width: number, fieldOfView: number | undefined): ScaleBar[] {
  const pixels = Math.max(1, roundBelow(width / 2))
  const bars = [{ pixels, words: pixels === 1 ? '1 pixel' : `${pixels} pixels` }]
  if (fieldOfView === undefined) return bars
  const degrees = roundBelow(fieldOfView / 2)
  return [...bars, { pixels: (degrees / fieldOfView) * width, words: `${degrees}°` }]
}

/** The greatest such number that is not above a value. */
function roundBelow(value: number): number {
  const decade = Math.floor(Math.log10(value))
  const found = MANTISSAS.map((each) => each * 10 ** decade).filter((each) => each <= value)
  return Number(Math.max(...found).toPrecision(1))
}
