/** Which side of the shown image a field of view is that was given without one (methods N.2). */
import { formatNumber } from '../contract/units'
import type { FieldOfView, ImageSpace } from '../contract/population'

/** Pixels per degree of the Sensorium 2022 images: 36 pixels are 67.9 degrees, 64 are 120.8. */
const SENSORIUM_SCALE = 0.53

/**
 * @param along as it was said; absent: of Sensorium's 36 × 64 pixels the side that comes nearer to its known scale, else
 *   the shorter one, which a square image fills
 * @returns with a sentence where something was assumed
 */
export function fieldOfViewOf(
  degrees: number | undefined,
  along: FieldOfView['along'] | undefined,
  { height, width }: Pick<ImageSpace, 'height' | 'width'>,
  isSensorium: boolean,
): { fieldOfView: FieldOfView | null; remarks: string[] } {
  if (degrees === undefined)
    return {
      fieldOfView: null,
      remarks: ['Its field of view was not said: nothing of it is in degrees until it is.'],
    }
  if (along !== undefined || height === width)
    return { fieldOfView: { degrees, along: along ?? 'height' }, remarks: [] }
  const shorter = height < width ? 'height' : 'width'
  const distance = (pixels: number): number => Math.abs(Math.log(pixels / degrees / SENSORIUM_SCALE))
  const isKnown = isSensorium && height === 36 && width === 64
  const side = isKnown ? (distance(height) <= distance(width) ? 'height' : 'width') : shorter
  const pixels = { height, width }[side]
  const why = isKnown
    ? `that comes nearer to the ${SENSORIUM_SCALE} pixels per degree of these images`
    : 'the shorter one, which a square image fills'
  return {
    fieldOfView: { degrees, along: side },
    remarks: [
      `The field of view of ${formatNumber(degrees)}° is taken as that of the image's ${side} (${pixels} pixels), ${why}: ${formatNumber(pixels / degrees)} pixels per degree, ${formatNumber((height / pixels) * degrees)}° × ${formatNumber((width / pixels) * degrees)}°.`,
    ],
  }
}
