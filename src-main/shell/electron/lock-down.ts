/**
 * Puts policy.ts into force for a session and for everything that ever shows a page: no permission, no
 * navigation, no second window, no foreign request.
 */
import { app } from 'electron'
import { isOwnAddress, mayDownload, mayHavePermission, mayRequest } from './policy'
import type { Session, WebContents } from 'electron'

/** Switches of Chromium that keep it from calling anybody by itself. Before Electron is ready. */
export function silenceChromium(): void {
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('disable-component-update')
  app.commandLine.appendSwitch('disable-domain-reliability')
  app.commandLine.appendSwitch('no-pings')
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, respond, details) =>
    respond(mayHavePermission(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHavePermission(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest(({ url }, respond) => respond({ cancel: !mayRequest(url) }))
  session.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault()
  })
}

/** For every page that is ever made, whoever makes it. */
export function lockDownContents(): void {
  app.on('web-contents-created', (_event, contents) => lockDown(contents))
}

function lockDown(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-navigate', (event) => {
    // The page may be loaded again; it may not become another one.
    if (!isOwnAddress(event.url) || event.url.split('#')[0] !== contents.getURL().split('#')[0])
      event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
}
