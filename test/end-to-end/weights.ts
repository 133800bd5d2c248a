/** Which weights a page says its numbers are of, and which the plans of the project have. */
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'

/** In full, in order, each beside how it is written; of folded ones, too. */
export async function shownWeights(page: Page): Promise<{ hash: string; text: string }[]> {
  const shown = page.getByRole('main').getByTitle(/^SHA-256 of the weights: /)
  await shown.first().waitFor({ state: 'attached' })
  return await Promise.all(
    (await shown.all()).map(async (each) => ({
      hash: /[0-9a-f]{64}/.exec((await each.getAttribute('title')) ?? '')?.[0] ?? '',
      text: (await each.textContent()) ?? '',
    })),
  )
}

/** Of the models of the one study of this kind, by its stored plan. */
export async function measuredWeights(project: string, kind: string): Promise<string[]> {
  interface Models {
    models: { weights: string }[]
  }
  for (const study of await readdir(join(project, 'studies'))) {
    const file = await readFile(join(project, 'studies', study, 'plan.json'), 'utf8')
    const { plan } = JSON.parse(file) as { plan: { kind: string; attack?: Models } & Models }
    if (plan.kind === kind) return (plan.attack ?? plan).models.map(({ weights }) => weights)
  }
  throw new Error(`There is no study "${kind}".`)
}
