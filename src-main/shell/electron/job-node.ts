/**
 * The Node that computes for Electron, and its environment. Native libraries run in an ordinary Node process, never in
 * Electron's own (jobs/channel.ts): `npm start` passes the Node that ran it, a package carries one. Decisions only.
 */
import { delimiter, join } from 'node:path'

export interface Surroundings {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
  /** Electron's `process.resourcesPath` where the program runs from a package; null from a checkout. */
  packaged: string | null
}

/** Its path; null when nobody has said one. */
export function jobNode({ platform, environment, packaged }: Surroundings): string | null {
  if (packaged !== null) return join(packaged, 'node', platform === 'win32' ? 'node.exe' : 'node')
  return environment['HALFPOWER_NODE'] || null
}

/** Ours, without what is about Electron, or about the package that it came in, only. */
export function jobEnvironment({ environment }: Surroundings): NodeJS.ProcessEnv {
  const { APPDIR: mounted } = environment
  return Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => !/^(ELECTRON_|CHROME_)/i.test(name))
      .map(([name, value]) => [
        name,
        // An AppImage puts its own libraries before the system's.
        name === 'LD_LIBRARY_PATH' && mounted ? withoutThoseIn(mounted, value) : value,
      ]),
  )
}

function withoutThoseIn(folder: string, paths: string | undefined): string {
  return (paths ?? '')
    .split(delimiter)
    .filter((path) => path !== '' && !path.startsWith(folder))
    .join(delimiter)
}

/** Where a built file lies for a program that cannot look into Electron's archive: beside it, unpacked. */
export function unpacked(path: string): string {
  return path.replace(/([/\\])app\.asar(?=[/\\]|$)/, '$1app.asar.unpacked')
}
