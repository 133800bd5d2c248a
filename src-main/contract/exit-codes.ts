/**
 * Exit codes of the command line. Ctrl-C ends with `partly`: what was finished is kept,
 * and the message on stderr says what is missing and how to go on.
 */
export const EXIT_CODES = { done: 0, failed: 1, usage: 2, partly: 3 } as const
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]
