import type { ExitCode } from '../../contract/exit-codes'

/** Where the built parts of Halfpower lie. */
export interface Installation {
  /** The built command line itself. */
  entry: string
  /** The job process's script. */
  jobEntry: string
  /** Folder of the built page. */
  page: string
  /** Folder of the shipped data. */
  resources: string
  /** Version of Halfpower. */
  version: string
}

/** What a command needs to do its work and to say how it went. */
export interface CommandContext extends Installation {
  /** The exit code, once a command has ended in an orderly way. */
  finish(code: ExitCode): void
}
