/**
 * One call, as both hosts answer it: checked, asked of the workbench, and turned into data whatever
 * becomes of it.
 */
import { toErrorData } from '../contract/errors'
import { shown, shownText } from '../contract/shown'
import { methods } from '../contract/methods'
import type { ErrorData } from '../contract/errors'
import type { MethodInput, MethodName, MethodOutput } from '../contract/methods'

export type Answer = { output: unknown } | { error: ErrorData }

/** What a host needs of a workbench to answer calls. */
export interface Answering {
  invoke<Name extends MethodName>(name: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>>
}

export function isMethod(name: unknown): name is MethodName {
  return typeof name === 'string' && Object.hasOwn(methods, name)
}

/**
 * Answers a call. The input is checked by the workbench, whoever sends it; here only the name is. Never
 * throws. `undefined` cannot be sent, and becomes null.
 */
export async function answer(workbench: Answering, method: unknown, input: unknown): Promise<Answer> {
  if (!isMethod(method))
    return {
      error: { kind: 'usage', message: `There is no method "${shown(String(method).slice(0, 100))}".` },
    }
  try {
    // The workbench parses `input` with the method's schema before anything else sees it.
    return { output: (await workbench.invoke(method, input as MethodInput<typeof method>)) ?? null }
  } catch (error) {
    // Sentences name files and things as they are called by others.
    const data = toErrorData(error)
    return { error: { ...data, message: shownText(data.message) } }
  }
}
