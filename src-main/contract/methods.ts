/**
 * Everything that a way in can ask the workbench: name → schema of the input, schema of the output. The
 * input is checked where it arrives; the output schema says what comes back (and lets a host check it).
 * A method that fails throws an error as data (errors.ts).
 */
import { z } from 'zod'
import { binMethods } from './bin'
import { clusterMethods } from './studies/cluster'
import { hashedPartSchema } from './images/contents'
import { figureMethods } from './figures/figures'
import { kindMethods } from './kinds/kinds'
import { method } from './method'
import {
  classOrderSchema,
  foldersSchema,
  dataFormatSchema,
  dataSetInfoSchema,
  dataSetPreviewSchema,
  foundDataSetSchema,
  labelSetSchema,
  transformsSchema,
} from './data-set'
import { deviceReportSchema } from './devices'
import { importInputSchema, inspectedFileSchema, triedFileSchema, tryInputSchema } from './import/import'
import { populationMethods } from './neural'
import { groupSchema, modelDetailsSchema, modelFileSchema } from './model'
import { planSchema, studyRequestSchema } from './plans'
import { idSchema, noteSchema, positiveCountSchema } from './primitives'
import { degreesSchema, projectInfoSchema } from './project'
import { studyResultSchema } from './studies/results'
import { logLineSchema, studyInfoSchema } from './studies'
import { studyEstimateSchema } from './studies/estimate'
import { windowMethods } from './window'
import { writingMethods } from './figures/writing'
import { followUpRequestSchema } from './kinds/sweep/window'

const nothing = z.strictObject({})
const name = z.string().min(1)

const jobsSchema = positiveCountSchema.max(1024).nullable()
const coresSchema = z.array(positiveCountSchema.max(65_536)).max(20).default([])
const atATimeSchema = z.object({ jobs: jobsSchema, cores: positiveCountSchema })

/** How a data set is to be read and called; what is absent is found out. */
const addingSchema = z.strictObject({
  path: name,
  name: name.optional(),
  /** Only this part; absent: all parts. */
  split: name.optional(),
  format: dataFormatSchema.optional(),
  transforms: transformsSchema.default({ gray: false }),
  /** Of class folders with numbers; absent: as numbers where they are nothing else. Else absent: as text. */
  classOrder: classOrderSchema.optional(),
  /** Of CIFAR-100; absent: fine. */
  labelSet: labelSetSchema.optional(),
  /** Which of several data sets in one folder. */
  member: name.optional(),
  /** Labels, and what they mean, in files of their own; absent: those that are found beside the images. */
  labelFile: name.optional(),
  classFile: name.optional(),
  /** A file that orders the images anew: which image stands at each place. Of one part only. */
  order: name.optional(),
  /** What folders are whose names leave it open (`doubts` of what was found). */
  folders: foldersSchema.optional(),
  /** Where the labels of the files start; absent: found out. */
  firstLabel: z.union([z.literal(0), z.literal(1)]).optional(),
})

export const methods = {
  'project.create': method(
    z.strictObject({ folder: name, title: name.optional(), fieldOfView: degreesSchema.optional() }),
    projectInfoSchema,
  ),
  /** `write` fails when the project cannot be written; `auto` opens it read-only then, and says why. */
  'project.open': method(
    z.strictObject({ folder: name, mode: z.enum(['write', 'read', 'auto']).default('auto') }),
    projectInfoSchema,
  ),
  /** Stops what runs, which stays in line for the next `queue.start`, and gives the lock back. */
  'project.close': method(nothing, z.null()),
  /** Copies the open project into a folder that is not there yet, or empty: with images that lie in it, without the bin. */
  'project.saveCopy': method(
    z.strictObject({ folder: name }),
    z.object({ folder: z.string(), bytes: z.int().min(0) }),
  ),
  /** Writes the open project as one zip file, without images: for somebody else. */
  'project.pack': method(
    z.strictObject({ file: name, overwrite: z.boolean().default(false) }),
    z.object({ file: z.string(), files: z.int().min(0), bytes: z.int().min(0) }),
  ),
  /** Makes a project of such a file, and opens it. */
  'project.unpack': method(z.strictObject({ file: name, folder: name }), projectInfoSchema),
  /** How wide the images are to the eye, in degrees; null: not known, and no frequency in cycles/degree. */
  'project.setFieldOfView': method(z.strictObject({ degrees: degreesSchema.nullable() }), projectInfoSchema),
  /** Null when none is open. */
  'project.info': method(nothing, projectInfoSchema.nullable()),

  /** What a path holds, before it is added. @param format absent: found out */
  'dataSet.detect': method(
    z.strictObject({ path: name, format: dataFormatSchema.optional() }),
    foundDataSetSchema,
  ),
  /** What would be added, with a few images of different classes of the part that is measured on: nothing is kept. */
  'dataSet.preview': method(addingSchema, dataSetPreviewSchema),
  'dataSet.add': method(addingSchema, dataSetInfoSchema),
  'dataSet.list': method(nothing, z.array(dataSetInfoSchema)),
  /** Says where a data set is now; refused when the content is another. */
  'dataSet.relink': method(z.strictObject({ dataSet: name, path: name }), dataSetInfoSchema),

  /**
   * Hashes all files of a folder of images, or (`dataSet` absent) of all of them, and compares them with what they were;
   * others are known whole. Files of which size and times are as they were are not read again.
   */
  'dataSet.hash': method(z.strictObject({ dataSet: name.optional() }), z.array(hashedPartSchema)),
  /** What was hashed so far is remembered. */
  'dataSet.stopHashing': method(nothing, z.null()),

  'model.list': method(nothing, z.array(modelFileSchema)),
  'model.get': method(z.strictObject({ model: name }), modelDetailsSchema),
  /** What a file of weights is and which models it could be. Needs no project and runs nothing in the file. */
  'model.inspect': method(z.strictObject({ file: name }), inspectedFileSchema),
  /** Accuracy of a file's model under every normaliser that comes into question; stores nothing. */
  'model.try': method(tryInputSchema.strict(), triedFileSchema),
  /** Stores a file's model; refused, with what there is to choose from, where the file leaves a question open. */
  'model.import': method(importInputSchema.strict(), modelFileSchema),
  /** Changes what a model is called, which group it belongs to, and what is written about it (empty: nothing). */
  'model.describe': method(
    z.strictObject({
      model: name,
      name: name.optional(),
      group: groupSchema.optional(),
      note: noteSchema.optional(),
    }),
    modelFileSchema,
  ),
  /**
   * Writes a model to a `.safetensors` or `.onnx` file, by the ending of its name, and a README beside it that
   * says how to load it.
   */
  'model.export': method(
    z.strictObject({ model: name, file: name, overwrite: z.boolean().default(false) }),
    z.object({ file: z.string(), readme: z.string() }),
  ),

  /** What a request would do: nothing is stored. */
  'study.plan': method(
    z.strictObject({ request: studyRequestSchema }),
    z.object({
      id: idSchema,
      plan: planSchema,
      units: positiveCountSchema,
      unfinished: z.int().min(0),
      work: z.number(),
    }),
  ),
  /**
   * Stores the study (the same request is the same study) and puts it in line. `then`: when a sweep is done,
   * its models are measured with hybrid images, also when another process has finished it. `later`: it is stored and
   * waits, paused, until somebody resumes it or computes it elsewhere.
   */
  'study.start': method(
    z.strictObject({
      request: studyRequestSchema,
      then: followUpRequestSchema.nullable().default(null),
      later: z.boolean().default(false),
    }),
    studyInfoSchema,
  ),
  /**
   * What a study, or one that is not started, costs: from its plan and measured costs, at once; and how long it takes on so
   * many cores, from the seconds of its units as far as they are known.
   */
  'study.estimate': method(
    z
      .strictObject({ study: name, cores: coresSchema })
      .or(z.strictObject({ request: studyRequestSchema, cores: coresSchema })),
    studyEstimateSchema,
  ),
  'study.list': method(nothing, z.array(studyInfoSchema)),
  'study.get': method(
    z.strictObject({ study: name }),
    z.object({
      info: studyInfoSchema,
      plan: planSchema,
      /** What follows when it is done; null when nothing does. */
      then: followUpRequestSchema.nullable(),
    }),
  ),
  /** Changes what a study is called and what is written about it (empty: nothing). What it asks stays. */
  'study.describe': method(
    z.strictObject({
      study: name,
      title: z.string().trim().min(1).max(200).optional(),
      note: noteSchema.optional(),
    }),
    studyInfoSchema,
  ),
  /**
   * What asks for the same once more: the request that its plan is made of by what is in the project now. `study`: which
   * study that is (itself where nothing has changed); null, with sentences, where something cannot be asked for again.
   */
  'study.again': method(
    z.strictObject({ study: name }),
    z.object({
      request: studyRequestSchema,
      /** `field`: of the request, where other words do instead. */
      lost: z.array(z.object({ field: z.string(), sentence: z.string() })),
      study: idSchema.nullable(),
    }),
  ),
  /** Reads all of its stored results: how many units are damaged, which resuming it computes again. */
  'study.check': method(
    z.strictObject({ study: name }),
    z.object({
      /** Stored results that are damaged or gone. */
      damaged: z.int().min(0),
      /** Stored results that an earlier version of their method has made, which are not read any more; absent: none. */
      earlier: z.int().min(1).optional(),
      /** Why nobody can say it: what the study needs and the project lacks; null: it has all. */
      gone: z.string().nullable(),
      /** That lines of its log are lost, which nothing computes again; null: none is, or nobody knows. */
      log: z.string().nullable(),
    }),
  ),
  'study.result': method(z.strictObject({ study: name }), studyResultSchema),
  'study.log': method(z.strictObject({ study: name }), z.array(logLineSchema)),
  'study.pause': method(z.strictObject({ study: name }), studyInfoSchema),
  'study.resume': method(z.strictObject({ study: name }), studyInfoSchema),
  /** Works also when another process runs the study. */
  'study.cancel': method(z.strictObject({ study: name }), studyInfoSchema),
  /** Resolves when the study is neither queued nor running any more. */
  'study.wait': method(z.strictObject({ study: name }), studyInfoSchema),
  ...clusterMethods,
  /** Goes on with everything that an earlier process left queued or running. */
  'queue.start': method(
    /** `byItself`: nobody has asked for it, so it does nothing where the user is to be asked (`project.info`'s `asks`). */
    z.strictObject({ byItself: z.boolean().default(false) }),
    z.null(),
  ),
  /** How many units of a study are computed at a time from its next start on; null: chosen from cores and memory. */
  'queue.atATime': method(nothing, atATimeSchema),
  'queue.setAtATime': method(z.strictObject({ jobs: jobsSchema }), atATimeSchema),

  'device.list': method(nothing, z.array(deviceReportSchema)),
  /** As `device.list`, with self-tests and speeds: takes a while. */
  'device.check': method(nothing, z.array(deviceReportSchema)),

  ...populationMethods,
  ...figureMethods,
  ...writingMethods,
  ...binMethods,
  ...windowMethods,
  ...kindMethods,
} as const

export type Methods = typeof methods
export type MethodName = keyof Methods
/** What a caller writes: defaults may be left out. */
export type MethodInput<Name extends MethodName> = z.input<Methods[Name]['input']>
/** What the workbench reads: defaults filled in. */
export type CheckedInput<Name extends MethodName> = z.output<Methods[Name]['input']>
export type MethodOutput<Name extends MethodName> = z.output<Methods[Name]['output']>
