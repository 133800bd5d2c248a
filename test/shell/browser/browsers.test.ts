import { describe, expect, it } from 'vitest'
import { browserArguments, findBrowser, hasDisplay } from '../../../src-main/shell/browser/browsers'
import type { Surroundings } from '../../../src-main/shell/browser/browsers'

const linux = (there: string[], environment: Record<string, string> = {}): Surroundings => ({
  platform: 'linux',
  environment: { PATH: '/usr/local/bin:/usr/bin:.:relative', ...environment },
  exists: (path) => there.includes(path),
  isRoot: false,
})

describe('finding a browser', () => {
  it('on Linux, Chromium before Chrome before Edge, in absolute folders of PATH only', () => {
    expect(findBrowser(linux(['/usr/bin/google-chrome', '/usr/bin/chromium']))).toBe('/usr/bin/chromium')
    expect(findBrowser(linux(['/usr/bin/microsoft-edge']))).toBe('/usr/bin/microsoft-edge')
    expect(findBrowser(linux(['relative/chromium', 'chromium', './chromium']))).toBeNull()
    expect(findBrowser(linux([]))).toBeNull()
  })

  it('on macOS and Windows, where they are installed', () => {
    const mac = '/Users/me/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
    expect(findBrowser({ ...linux([mac], { HOME: '/Users/me' }), platform: 'darwin' })).toBe(mac)
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
    expect(
      findBrowser({
        ...linux([edge], { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' }),
        platform: 'win32',
      }),
    ).toBe(edge)
  })

  it('takes the one that is named, or none', () => {
    const named = linux(['/opt/b', '/usr/bin/chromium'], { HALFPOWER_BROWSER: '/opt/b' })
    expect(findBrowser(named)).toBe('/opt/b')
    expect(findBrowser(linux(['/usr/bin/chromium'], { HALFPOWER_BROWSER: 'none' }))).toBeNull()
    expect(findBrowser(linux(['/usr/bin/chromium'], { HALFPOWER_BROWSER: '/opt/b' }))).toBeNull()
  })

  it('needs a display on Linux', () => {
    expect(hasDisplay({ platform: 'linux', environment: {} })).toBe(false)
    expect(hasDisplay({ platform: 'linux', environment: { DISPLAY: ':0' } })).toBe(true)
    expect(hasDisplay({ platform: 'linux', environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true)
    expect(hasDisplay({ platform: 'darwin', environment: {} })).toBe(true)
  })
})

describe('starting it', () => {
  const words = browserArguments('http://127.0.0.1:1/?token=t', '/tmp/p', {
    platform: 'linux',
    isRoot: false,
  })

  it('opens one window, in a profile of its own, and lets it call nobody', () => {
    expect(words).toContain('--app=http://127.0.0.1:1/?token=t')
    expect(words).toContain('--user-data-dir=/tmp/p')
    expect(words.join(' ')).toContain('--host-resolver-rules=MAP * ~NOTFOUND')
    for (const word of [
      '--disable-background-networking',
      '--disable-sync',
      '--disable-component-update',
      '--no-pings',
    ])
      expect(words).toContain(word)
  })

  it('gives the sandbox up only for root on Linux', () => {
    expect(words).not.toContain('--no-sandbox')
    expect(browserArguments('a', 'p', { platform: 'linux', isRoot: true })).toContain('--no-sandbox')
    expect(browserArguments('a', 'p', { platform: 'darwin', isRoot: true })).not.toContain('--no-sandbox')
  })
})
