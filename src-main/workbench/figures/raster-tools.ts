/**
 * The door to the library that makes pictures. In Electron's own process it meets the system's GLib and may end the window
 * with the project's lock, so it is never loaded there.
 */
import { UserError } from '../../contract/errors'

/** UserError('device') inside Electron. */
export async function rasterTools(): Promise<typeof import('./raster')> {
  if ('electron' in process.versions)
    throw new UserError(
      'device',
      'TIFF and PNG are not made in this window: choose SVG or PDF, or use "halfpower figure export" or the window in a browser.',
    )
  return await import('./raster')
}
