/**
 * Where the window was, and where it may be again: a decision from the stored state and the screens that
 * are there now.
 */
import { z } from 'zod'

export const windowStateSchema = z.object({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
  maximised: z.boolean(),
})
export type WindowState = z.infer<typeof windowStateSchema>

/** All in points of the screen. */
export interface Area {
  x: number
  y: number
  width: number
  height: number
}

export const SMALLEST = { width: 800, height: 600 }
const FIRST: WindowState = { width: 1440, height: 900, maximised: false }
/** How much of the window must lie on a screen to be found again. */
const VISIBLE = 100

/** The state to open with. A window that would be on no screen is centred, one too large is made smaller. */
export function restoredState(stored: WindowState | null, screens: readonly Area[]): WindowState {
  const { x, y, ...wanted } = stored ?? FIRST
  const home =
    screens.find((screen) => x !== undefined && y !== undefined && overlaps({ x, y, ...wanted }, screen)) ??
    null
  const screen = home ?? screens[0]
  if (!screen) return wanted
  const fitted = {
    width: Math.min(Math.max(wanted.width, SMALLEST.width), screen.width),
    height: Math.min(Math.max(wanted.height, SMALLEST.height), screen.height),
    maximised: wanted.maximised,
  }
  return home && x !== undefined && y !== undefined ? { x, y, ...fitted } : fitted
}

function overlaps(window: Area, screen: Area): boolean {
  const width = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  const height = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y)
  // The title bar must be reachable too.
  return width >= VISIBLE && height >= VISIBLE && window.y >= screen.y - 1
}
