/**
 * Switches zod's code generation off, which the content security policy refuses. Imported before the first
 * schema is made.
 */
import { z } from 'zod'

z.config({ jitless: true })
