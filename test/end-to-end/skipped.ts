/** Why tests of a window on the example study cannot run here, for their titles; empty where they can. */
import { chromiumPath } from './browser'
import { hasExample } from './example'
import { isBuilt } from './host'

export const why =
  chromiumPath === null
    ? ' (skipped: no Chromium)'
    : !isBuilt
      ? ' (skipped: not built)'
      : hasExample
        ? ''
        : ' (skipped: no example study)'
