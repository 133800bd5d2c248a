/**
 * Installed browsers that can show the page in a window of its own ("app mode"): where they lie, and how
 * they are started so that they call nobody and share nothing with the user's own browsing. Decisions only.
 */
import { posix, win32 } from 'node:path'

/** What the decisions depend on. */
export interface Surroundings {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
  /** Whether a file can be started. */
  exists: (path: string) => boolean
  isRoot: boolean
}

const LINUX = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
]
const MAC = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'Brave Browser.app/Contents/MacOS/Brave Browser',
]
const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
]

/** The browser to use; null when there is none. `HALFPOWER_BROWSER` names one, or `none`. */
export function findBrowser({ platform, environment, exists }: Surroundings): string | null {
  const named = environment['HALFPOWER_BROWSER']
  if (named === 'none') return null
  if (named !== undefined && named !== '') return exists(named) ? named : null
  return candidates(platform, environment).find(exists) ?? null
}

function candidates(platform: NodeJS.Platform, environment: Surroundings['environment']): string[] {
  if (platform === 'darwin') {
    const roots = ['/Applications', posix.join(environment['HOME'] ?? '/', 'Applications')]
    return MAC.flatMap((name) => roots.map((root) => posix.join(root, name)))
  }
  if (platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap(
      (name) => environment[name] ?? [],
    )
    return WINDOWS.flatMap((name) => roots.map((root) => win32.join(root, name)))
  }
  const folders = (environment['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'))
  return LINUX.flatMap((name) => folders.map((folder) => posix.join(folder, name)))
}

/** Whether a window can be shown at all. */
export function hasDisplay({
  platform,
  environment,
}: Pick<Surroundings, 'platform' | 'environment'>): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  // A session without X may set its name to nothing.
  return Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
}

/**
 * How a browser is started for one window of ours.
 *
 * @param profile a folder of our own: a profile that is in use elsewhere would only be sent the address
 */
export function browserArguments(
  address: string,
  profile: string,
  { platform, isRoot }: Pick<Surroundings, 'platform' | 'isRoot'>,
): string[] {
  return [
    `--app=${address}`,
    `--user-data-dir=${profile}`,
    '--window-size=1440,900',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-pings',
    '--no-service-autorun',
    '--disable-background-networking',
    '--disable-breakpad',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-sync',
    '--disable-features=AutofillServerCommunication,CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,MediaRouter,OptimizationHints,Translate',
    '--metrics-recording-only',
    '--password-store=basic',
    '--use-mock-keychain',
    '--proxy-server=direct://',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    // Chromium refuses to sandbox for root; everybody else keeps the sandbox.
    ...(platform === 'linux' && isRoot ? ['--no-sandbox'] : []),
  ]
}
