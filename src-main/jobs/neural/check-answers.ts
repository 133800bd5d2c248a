/** A model of neurons is asked once before it is stored: what cannot be computed is refused now and not at the first study. */
import { UserError } from '../../contract/errors'
import { flush } from '../../devices/step'
import * as tf from '../../devices/tf'
import type { Responder } from '../../neural/population'

/**
 * Disposes the responder.
 * @returns how many neurons answered
 * @param name how sentences call the file
 * @throws UserError('input') where one gray image cannot be answered, or not with numbers
 */
export async function checkAnswers(make: () => Responder, name: string): Promise<number> {
  let responder: Responder | undefined
  let values: Float32Array
  try {
    const made = make()
    responder = made
    const { height, width } = made.image
    const answer = tf.tidy(() => made.responses(tf.zeros([1, height, width, 1])))
    flush()
    values = Float32Array.from(await answer.data())
    answer.dispose()
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(
      'input',
      `${name} cannot be computed (${error instanceof Error ? error.message : String(error)}): its parts do not fit each other or the image; say otherwise what the file does not say (--image-size, --padded-input).`,
      { cause: error },
    )
  } finally {
    responder?.dispose()
  }
  const wrong = values.find((value) => !Number.isFinite(value))
  if (values.length === 0 || wrong !== undefined)
    throw new UserError(
      'input',
      `${name} answers a gray image with ${wrong ?? 'nothing'}: its weights are damaged; download or save it again.`,
    )
  return values.length
}
