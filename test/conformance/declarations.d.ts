/** Modules that exist only for the bundle of specs (bundle.mjs) or come without types. */
declare module 'virtual:spec-files' {
  export const specFiles: Record<string, () => Promise<unknown>>
}

declare module 'jasmine-core' {
  interface Suite {
    id: string
    children?: Suite[]
  }
  interface Result {
    id: string
    fullName: string
    status: string
    failedExpectations: { message: string }[]
  }
  interface Environment {
    topSuite(): { children: Suite[] }
    configure(configuration: {
      random: boolean
      failSpecWithNoExpectations: boolean
      specFilter(spec: { id: string; getFullName(): string }): boolean
    }): void
    addReporter(reporter: {
      specStarted(result: Result): unknown
      specDone(result: Result): unknown
      suiteDone(result: Result): unknown
    }): void
    execute(): Promise<{ overallStatus: string }>
  }
  const core: { boot(): { getEnv(): Environment } }
  export default core
}
