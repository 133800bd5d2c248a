/** Whose operations these are: of a life, which may be dead while others go on in the same process. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type pLimit from 'p-limit'

export interface Mortal {
  dead: boolean
  /** Resolves when it dies. */
  death: Promise<void>
}

export const lives = new AsyncLocalStorage<Mortal>()

type Limit = <T>(work: () => Promise<T> | T) => Promise<T>

/**
 * As `p-limit`, which the program has one of for all files that it reads at once: a process that dies gives back what it
 * held. Without that, lives that died while they opened a project would let nobody read any more.
 */
export function limitOfTheLiving(limitOf: typeof pLimit, atATime: number): Limit {
  const limit = limitOf(atATime)
  return <T>(work: () => Promise<T> | T): Promise<T> => {
    const me = lives.getStore()
    if (!me) return limit(work)
    return new Promise<T>((resolve, reject) => {
      void limit(async () => {
        const found = (async () => await work())()
        found.then(resolve, reject)
        await Promise.race([found.catch(() => undefined), me.death])
      })
    })
  }
}
