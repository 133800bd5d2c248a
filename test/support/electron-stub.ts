/**
 * Stands in for `electron` in tests (aliased in vitest.config.ts): only what our wiring uses, and it writes
 * down what it was told. What it cannot show is whether Electron keeps to its documentation.
 */
import { EventEmitter, once } from 'node:events'

type Handler = (...words: never[]) => unknown

/** What was registered or exposed, for tests to look at and to call. */
export const told = {
  handlers: new Map<string, Handler>(),
  exposed: new Map<string, Record<string, Handler>>(),
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  schemeHandlers: new Map<string, (request: Request) => Promise<Response>>(),
  invoked: [] as unknown[][],
  boxes: [] as { message: string; buttons?: string[] }[],
  openDialogs: [] as { properties?: string[]; defaultPath?: string }[],
  windows: [] as BrowserWindow[],
  switches: new Map<string, string>(),
  quits: 0,
  exits: [] as number[],
  notifications: [] as Notification[],
  trays: 0,
  awake: new Set<number>(),
  badge: 0,
}

/** What the next question, dialog and call are answered. */
export const answers = {
  button: 0,
  /** Questions stay open until this is called. */
  hold: null as Promise<void> | null,
  paths: [] as string[],
  invoke: (..._words: unknown[]): unknown => ({ output: null }),
}

/** Says an event, and whether a listener has prevented what it announces. */
function isPrevented(say: (event: { preventDefault: () => void }) => void): boolean {
  const state = { prevented: false }
  say({ preventDefault: () => (state.prevented = true) })
  return state.prevented
}

class StubApp extends EventEmitter {
  readonly commandLine = { appendSwitch: (name: string, value = '') => void told.switches.set(name, value) }
  readonly recent: string[] = []
  setName(): void {}
  enableSandbox(): void {}
  whenReady = async (): Promise<void> => undefined
  requestSingleInstanceLock = (): boolean => true
  userData = ''
  getPath = (): string => this.userData
  setBadgeCount = (count: number): void => void (told.badge = count)
  exit = (code: number): void => void told.exits.push(code)
  addRecentDocument = (path: string): void => void this.recent.push(path)
  quit(): void {
    if (!isPrevented((event) => this.emit('before-quit', event))) told.quits++
  }
}
export const app = new StubApp()

export class StubContents extends EventEmitter {
  sent: unknown[][] = []
  url = ''
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  reloads = 0
  crashes = 0
  reload(): void {
    this.reloads++
  }
  forcefullyCrashRenderer(): void {
    this.crashes++
  }
  getURL = (): string => this.url
  isDestroyed = (): boolean => false
  send(...words: unknown[]): void {
    this.sent.push(words)
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new StubContents()
  visible = false
  constructor(readonly options: { webPreferences: Record<string, unknown>; width: number; height: number }) {
    super()
    told.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  loadURL = async (url: string): Promise<void> => void (this.webContents.url = url)
  show = (): void => void (this.visible = true)
  hide = (): void => void (this.visible = false)
  focus(): void {}
  isVisible = (): boolean => this.visible
  isMinimized = (): boolean => false
  isDestroyed = (): boolean => false
  isFocused = (): boolean => this.visible
  fullScreen = false
  isFullScreen = (): boolean => this.fullScreen
  setFullScreen(on: boolean): void {
    this.fullScreen = on
    if (!on) setImmediate(() => this.emit('leave-full-screen'))
  }
  isMaximized = (): boolean => false
  restore(): void {}
  maximize(): void {}
  getNormalBounds = (): object => ({ x: 1, y: 2, width: 900, height: 700 })
  /** As a person closes it; says whether it did. */
  close(): boolean {
    if (isPrevented((event) => this.emit('close', event))) return false
    this.emit('closed')
    app.emit('window-all-closed')
    return true
  }
}

export class StubSession extends EventEmitter {
  permissionRequest: Handler = () => undefined
  permissionCheck: Handler = () => undefined
  beforeRequest: ((details: { url: string }, respond: (answer: { cancel: boolean }) => void) => void) | null =
    null
  setPermissionRequestHandler = (handler: Handler): void => void (this.permissionRequest = handler)
  setPermissionCheckHandler = (handler: Handler): void => void (this.permissionCheck = handler)
  setDevicePermissionHandler(): void {}
  setSpellCheckerEnabled(): void {}
  readonly webRequest = {
    onBeforeRequest: (handler: NonNullable<StubSession['beforeRequest']>): void =>
      void (this.beforeRequest = handler),
  }
}
export const session = { defaultSession: new StubSession() }

export const ipcMain = {
  handle: (channel: string, handler: Handler): void => void told.handlers.set(channel, handler),
}

class StubRenderer extends EventEmitter {
  async invoke(...words: unknown[]): Promise<unknown> {
    told.invoked.push(words)
    return answers.invoke(...words)
  }
}
export const ipcRenderer = new StubRenderer()

export const contextBridge = {
  exposeInMainWorld: (name: string, value: Record<string, Handler>): void =>
    void told.exposed.set(name, value),
}

export const webUtils = { getPathForFile: (file: { name: string }): string => `/dropped/${file.name}` }

export const protocol = {
  registerSchemesAsPrivileged: (schemes: typeof told.schemes): void => void told.schemes.push(...schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>): void =>
    void told.schemeHandlers.set(scheme, handler),
}

function optionsOf<T>(words: unknown[]): T {
  return words.at(-1) as T
}
export const dialog = {
  showMessageBox: async (...words: unknown[]): Promise<{ response: number }> => {
    const options = optionsOf<{ message: string; signal?: AbortSignal }>(words)
    told.boxes.push(options)
    await Promise.race([
      answers.hold,
      ...(options.signal && answers.hold ? [once(options.signal, 'abort')] : []),
    ])
    return { response: answers.button }
  },
  showOpenDialog: async (...words: unknown[]): Promise<{ filePaths: string[] }> => {
    told.openDialogs.push(optionsOf(words))
    return { filePaths: answers.paths }
  },
}

export const Menu = {
  buildFromTemplate: (template: unknown): unknown => template,
  setApplicationMenu: (): void => undefined,
}
export const screen = {
  getAllDisplays: (): unknown[] => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
}

export const powerMonitor = new EventEmitter()

let blockers = 0
export const powerSaveBlocker = {
  start: (): number => {
    told.awake.add(++blockers)
    return blockers
  },
  stop: (id: number): void => void told.awake.delete(id),
}

export class Notification extends EventEmitter {
  static isSupported = (): boolean => true
  constructor(readonly options: { title: string; body: string }) {
    super()
  }
  show = (): void => void told.notifications.push(this)
}

export class Tray extends EventEmitter {
  constructor() {
    super()
    told.trays++
  }
  setToolTip(): void {}
  setContextMenu(): void {}
  destroy(): void {
    told.trays--
  }
}
