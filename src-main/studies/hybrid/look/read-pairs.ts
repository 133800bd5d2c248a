/** Reads a CSV of pairs, checked against the labels of the data set that it is for. */
import { readRegularText } from '../../../files/regular'
import { UserError } from '../../../contract/errors'
import { openDataSet } from '../../../datasets/open'
import { pairsFromCsv } from '../../../frequency/pairs-csv'
import type { PairList } from '../../../contract/kinds/hybrid/study'
import type { DataSetSpecification } from '../../../datasets/specification'

export async function readPairs(specification: DataSetSpecification, file: string): Promise<PairList> {
  let text: string
  try {
    text = await readRegularText(file)
  } catch (error) {
    throw new UserError('input', `The pairs file "${file}" cannot be read: check the path.`, { cause: error })
  }
  const data = await openDataSet(specification)
  try {
    const { low, high } = pairsFromCsv(text, data.labels, `"${file}"`)
    return { low: [...low], high: [...high] }
  } finally {
    await data.close()
  }
}
