/**
 * zod compiles schemas with `new Function` unless told not to; the policy of this page forbids that, and
 * even the attempt would be reported. A module of its own, because imports run before statements.
 */
import { config } from 'zod'

config({ jitless: true })
