import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { dataSetSpecificationSchema } from '../../src-main/contract/data-set'
import { events } from '../../src-main/contract/events'
import type { errorDataSchema } from '../../src-main/contract/studies'
import { methods } from '../../src-main/contract/methods'
import type { networkConfigurationSchema } from '../../src-main/contract/model'
import { studyRequestSchema } from '../../src-main/contract/plans'
import type { ErrorData } from '../../src-main/contract/errors'
import type { EventData } from '../../src-main/contract/events'
import type { MethodInput, MethodOutput } from '../../src-main/contract/methods'
import type { ProjectInfo } from '../../src-main/contract/project'
import type { StudyProgress } from '../../src-main/contract/studies'
import type { DataSetSpecification } from '../../src-main/datasets/specification'
import type { NetworkConfiguration } from '../../src-main/networks/network'

describe('the contract', () => {
  it('describes what the layers below really take', () => {
    expectTypeOf<z.output<typeof networkConfigurationSchema>>().toEqualTypeOf<NetworkConfiguration>()
    expectTypeOf<z.output<typeof dataSetSpecificationSchema>>().toEqualTypeOf<DataSetSpecification>()
    expectTypeOf<z.output<typeof errorDataSchema>>().toEqualTypeOf<ErrorData>()
  })

  it('types methods and events by name', () => {
    expectTypeOf<MethodOutput<'project.open'>>().toEqualTypeOf<ProjectInfo>()
    expectTypeOf<MethodInput<'project.open'>>().toEqualTypeOf<{
      folder: string
      mode?: 'write' | 'read' | 'auto' | undefined
    }>()
    expectTypeOf<EventData<'study.progress'>>().toEqualTypeOf<StudyProgress>()
  })

  it('can be sent as JSON: every schema has a JSON schema', () => {
    for (const [name, { input, output }] of Object.entries(methods)) {
      expect(() => z.toJSONSchema(input, { io: 'input' }), name).not.toThrow()
      expect(() => z.toJSONSchema(output), name).not.toThrow()
    }
    for (const [name, schema] of Object.entries(events))
      expect(() => z.toJSONSchema(schema), name).not.toThrow()
  })

  it('fills in the defaults of a request', () => {
    expect(studyRequestSchema.parse({ kind: 'sweep', dataSet: 'd', sigmas: [null, 1] })).toEqual({
      kind: 'sweep',
      dataSet: 'd',
      sigmas: [null, 1],
      seeds: [0],
      blockEpochs: 1,
    })
  })

  it('refuses impossible requests', () => {
    for (const wrong of [
      { sigmas: [-1] },
      { sigmas: [0] },
      { sigmas: [] },
      { sigmas: [1], width: 0 },
      { sigmas: [1], seeds: [-1] },
    ]) {
      expect(studyRequestSchema.safeParse({ kind: 'sweep', dataSet: 'd', ...wrong }).success).toBe(false)
    }
  })
})
