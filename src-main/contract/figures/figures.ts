/**
 * A figure of several panels for a journal (`figures/ID.json`): which panels, of which study, seen how. Never pixels and
 * never numbers: it is drawn from the results of its studies each time.
 */
import { z } from 'zod'
import { JOURNAL_NAMES } from './journals'
import { method } from '../method'
import {
  countSchema,
  hashSchema,
  idSchema,
  momentSchema,
  positiveCountSchema,
  wordsSchema,
} from '../primitives'

/** Choices of a view by name, e.g. `unit: cycles/pixel`; which there are, the view says (figures/views/). */
export const panelOptionsSchema = z.record(z.string().max(40), z.string().max(1000))

export const panelSchema = z.object({
  /** Name of a view. */
  view: z.string().min(1).max(60),
  /** What it is of, as far as the view asks for it. */
  study: idSchema.nullable(),
  model: idSchema.nullable(),
  options: panelOptionsSchema,
  /** A heading beside the panel's letter; empty: none. */
  title: wordsSchema.max(120),
})
export type Panel = z.infer<typeof panelSchema>

/** Of a whole page of small panels there are not more. */
export const MOST_PANELS = 16

/** What a user chooses of a figure. */
export const figureContentsSchema = z.object({
  title: wordsSchema.min(1).max(200),
  journal: z.enum(JOURNAL_NAMES),
  /** Millimetres; null: the journal's widest. */
  width: z.number().positive().max(1000).nullable(),
  columns: z.int().min(1).max(4),
  panels: z.array(panelSchema).max(MOST_PANELS),
  /** One legend for all panels above them, instead of one in each. */
  sharedLegend: z.boolean(),
  /** Panels of a column have their axes at the same place, and panels of a row, too. */
  alignAxes: z.boolean(),
  /** Null: made from the studies. */
  caption: z.string().max(20_000).nullable(),
})
export type FigureContents = z.infer<typeof figureContentsSchema>

export const figureFileSchema = figureContentsSchema.extend({
  format: z.literal('halfpower figure'),
  version: z.literal(1),
  id: idSchema,
  created: momentSchema,
  /** SHA-256 of what each panel's data were when somebody last looked and saved; by the panel's own settings. */
  seen: z.record(hashSchema, hashSchema),
})
export type FigureFile = z.infer<typeof figureFileSchema>

/** A choice that a view offers. */
export const viewOptionSchema = z.object({
  name: z.string(),
  words: z.string(),
  /** Empty: any word, which the view checks. */
  values: z.array(z.string()),
  standard: z.string(),
})
export type ViewOption = z.infer<typeof viewOptionSchema>

export const viewSchema = z.object({
  view: z.string(),
  words: z.string(),
  /** Kind of study; null: of all models of the project, or of one model. */
  kind: z.string().nullable(),
  needsModel: z.boolean(),
  options: z.array(viewOptionSchema),
})
export type ViewInfo = z.infer<typeof viewSchema>

/** What Plotly draws; JSON. */
const drawingSchema = z.object({ data: z.array(z.unknown()), layout: z.record(z.string(), z.unknown()) })

/** A figure as it is laid out, before it is drawn. Lengths in CSS pixels, of which 96 are an inch. */
export const layoutSchema = z.object({
  width: z.number().positive(),
  /** Between panels. */
  gap: z.number(),
  alignAxes: z.boolean(),
  /** What the journal allows of the whole; null: anything. */
  maximumHeight: z.number().positive().nullable(),
  /** Of the panels' letters. */
  label: z.object({ size: z.number(), strip: z.number() }),
  fontFamily: z.string(),
  /** Plotly's data and layout of a legend for all panels; null: each has its own. */
  legend: drawingSchema.nullable(),
  panels: z.array(
    z.object({
      letter: z.string(),
      title: z.string(),
      titleSize: z.number(),
      column: countSchema,
      row: countSchema,
      width: z.number().positive(),
      height: z.number().positive(),
      drawing: drawingSchema,
    }),
  ),
  title: z.string(),
  description: z.string(),
})
export type FigureLayout = z.infer<typeof layoutSchema>

/** What has changed, or cannot be drawn, of one panel. */
export const panelStateSchema = z.object({
  letter: z.string(),
  /** SHA-256 of its data as they are now; null where it cannot be drawn. */
  data: hashSchema.nullable(),
  changed: z.boolean(),
  /** Why it cannot be drawn; null where it can. */
  obstacle: z.string().nullable(),
  /** Where its images are no longer where they were: the data set, and what a window says beside a button. */
  remedy: z.object({ relink: idSchema, sentence: z.string() }).nullable(),
  notes: z.array(z.string()),
})
export type PanelState = z.infer<typeof panelStateSchema>

export const shownFigureSchema = z.object({
  file: figureFileSchema,
  /** Null where no panel can be drawn. */
  layout: layoutSchema.nullable(),
  states: z.array(panelStateSchema),
  /** The figure's own caption, or what is made from the studies. */
  caption: z.string(),
  generatedCaption: z.string(),
  /** Millimetres that the journal allows at most. */
  maximumHeight: z.number().nullable(),
})
export type ShownFigure = z.infer<typeof shownFigureSchema>

export const exportedFileSchema = z.object({
  file: z.string(),
  bytes: positiveCountSchema,
  /** What was found when it was read back, in words. */
  found: z.array(z.string()),
})
export type ExportedFile = z.infer<typeof exportedFileSchema>

const figure = z.string().min(1)

export const figureMethods = {
  'figure.views': method(z.strictObject({}), z.array(viewSchema)),
  'figure.list': method(z.strictObject({}), z.array(figureFileSchema)),
  /** With its layout for the journal, and what has changed since it was last saved. */
  'figure.show': method(z.strictObject({ figure }), shownFigureSchema),
  /** `figure` absent: a new one. Every panel is drawn once before anything is stored. */
  'figure.save': method(
    z.strictObject({ figure: figure.optional(), contents: figureContentsSchema }),
    figureFileSchema,
  ),
  /** Writes files, with the data as CSV and where they come from as JSON beside them; all are read back and checked. */
  'figure.export': method(
    z.strictObject({
      figure,
      files: z.array(z.string().min(1)).min(1).max(20),
      journal: z.enum(JOURNAL_NAMES).optional(),
      /** Millimetres. */
      width: z.number().positive().max(1000).optional(),
      /** Of pictures; absent: the journal's. */
      dpi: z.int().min(72).max(1200).optional(),
      /** Text as shapes in SVG and PDF. */
      outlines: z.boolean().default(false),
      /** Whether files of these names, and other data and captions beside them, may be replaced; provenance always is. */
      overwrite: z.boolean().default(false),
    }),
    z.object({ files: z.array(exportedFileSchema), notes: z.array(z.string()) }),
  ),
  /** Every figure of the paper that the project has data for, with the table of models and the methods of its studies. */
  'paper.export': method(
    z.strictObject({
      folder: z.string().min(1),
      journal: z.enum(JOURNAL_NAMES).default('plos'),
      formats: z
        .array(z.enum(['svg', 'pdf', 'eps', 'tif', 'png']))
        .min(1)
        .default(['pdf', 'tif']),
      /** Whether what is in the folder may be replaced. */
      overwrite: z.boolean().default(false),
    }),
    z.object({
      folder: z.string(),
      figures: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          files: z.array(exportedFileSchema),
          /** One sentence each. */
          missing: z.array(z.string()),
          notes: z.array(z.string()),
        }),
      ),
      documents: z.array(z.string()),
    }),
  ),
} as const
