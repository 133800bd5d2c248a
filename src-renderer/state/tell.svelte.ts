/** A question of a component told to what lies outside of its tree of values, such as a gallery. */
import { untrack } from 'svelte'

/** Called while a component is made: tells once, and again whenever the question is another. Null: nothing to tell. */
export function tell<Question>(change: (question: Question) => void, question: () => Question | null): void {
  $effect(() => {
    const asked = question()
    if (asked !== null) untrack(() => change(asked))
  })
}
