/** Names of models in a project: what can be one, and that no other model has it. */
import { UserError } from '../../contract/errors'
import type { ModelFile } from '../../contract/model'

/** Letters; more than that fits no list and no figure. */
const LONGEST = 120

/**
 * A name as it was typed, without blanks around it.
 * @param others models that may not have it already.
 * @throws UserError('usage') when it is empty, too long, not one line of text, or taken.
 */
export function checkedModelName(typed: string, others: readonly ModelFile[]): string {
  const name = typed.trim()
  if (name === '' || name.length > LONGEST || /\p{Cc}/u.test(name))
    throw new UserError(
      'usage',
      `A model's name is one line of 1 to ${LONGEST} letters, and this one has ${name.length}${name.length > 0 && name.length <= LONGEST ? ' with control characters among them' : ''}: choose another name.`,
    )
  const known = others.find((model) => model.name === name)
  if (known)
    throw new UserError(
      'usage',
      `The project has another model called "${name}" already ("${known.id}"): choose another name.`,
    )
  return name
}

/** The name, with a number behind it while another model is called so. */
export function freeModelName(name: string, others: readonly ModelFile[]): string {
  const taken = new Set(others.map((model) => model.name))
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`
  return free
}
