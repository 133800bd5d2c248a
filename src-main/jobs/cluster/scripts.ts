/**
 * The text of what Slurm runs and people read: one batch script for each stage, a table of its tasks, a script that
 * submits them in turn, and a README. Pure.
 */
import { quoted } from '../../project/quoted'
import type { JobsManifest, SlurmOptions } from '../../contract/studies/cluster'

export interface ScriptFile {
  name: string
  text: string
}

/** What the scripts say besides the manifest. */
export interface ScriptFacts {
  /** The words that start Halfpower on a node: Node and the built command line. */
  program: readonly string[]
  slurm: SlurmOptions
  /** Bytes that a task is expected to need; null: not known. */
  memoryBytes: number | null
  notices: readonly string[]
}

type Described = Pick<JobsManifest, 'study' | 'title' | 'device' | 'threads' | 'units' | 'tasks' | 'program'>

export function scriptsOf(manifest: Described, facts: ScriptFacts): ScriptFile[] {
  const stages = Math.max(...manifest.tasks.map(({ stage }) => stage))
  const numbers = Array.from({ length: stages }, (_, i) => i + 1)
  return [
    ...numbers.flatMap((stage) => [
      { name: scriptName(stage), text: stageScript(manifest, facts, stage, stages) },
      { name: tableName(stage), text: taskTable(manifest, stage) },
    ]),
    { name: 'submit.sh', text: submitScript(manifest, numbers) },
    { name: 'README.txt', text: readMe(manifest, facts, stages) },
  ]
}

export function scriptName(stage: number): string {
  return `stage-${stage}.sbatch`
}

function tableName(stage: number): string {
  return `stage-${stage}.txt`
}

/** The command lines that submit some tasks again, stage by stage, in the folder of the jobs. */
export function resubmitLines(folder: string, tasks: readonly { stage: number; task: number }[]): string[] {
  const stages = [...new Set(tasks.map(({ stage }) => stage))].sort((a, b) => a - b)
  const lines = stages.map((stage, place) => {
    const indices = tasks.filter((each) => each.stage === stage).map(({ task }) => task)
    const after = place === 0 ? '' : ' --dependency=afterany:${job%%;*}'
    return `job=$(sbatch --parsable --array=${ranges(indices)}${after} ${scriptName(stage)})`
  })
  return lines.length === 0 ? [] : [`cd ${quoted(folder)}`, ...lines]
}

/** Indices as Slurm reads them, e.g. `1-3,7`. */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  const runs: [number, number][] = []
  for (const number of sorted) {
    const last = runs.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

function stageScript(manifest: Described, facts: ScriptFacts, stage: number, stages: number): string {
  const { slurm, program, memoryBytes } = facts
  const tasks = manifest.tasks.filter((task) => task.stage === stage).length
  const memory =
    slurm.memory === undefined && memoryBytes !== null
      ? [
          `# A task is expected to need about ${Math.ceil(memoryBytes / 1024 ** 2 / 100) * 100} MiB (--memory of export-jobs asks for it).`,
        ]
      : []
  return lines([
    '#!/bin/bash',
    `# Stage ${stage} of ${stages} of the study ${manifest.study}: ${comment(manifest.title)}`,
    `# Each of the ${tasks} ${tasks === 1 ? 'task' : 'tasks'} computes the units in its line of ${tableName(stage)} and leaves them in bundles/.`,
    '# A task can be run again at any time: what it has finished is kept, and not computed again.',
    `#SBATCH --job-name=${manifest.study}-${stage}`,
    `#SBATCH --array=1-${tasks}`,
    '#SBATCH --ntasks=1',
    `#SBATCH --cpus-per-task=${manifest.threads}`,
    '#SBATCH --output=logs/%x-%a.txt',
    '#SBATCH --open-mode=append',
    '#SBATCH --requeue',
    ...(slurm.partition === undefined ? [] : [`#SBATCH --partition=${slurm.partition}`]),
    ...(slurm.time === undefined ? [] : [`#SBATCH --time=${slurm.time}`]),
    ...(slurm.gpus === undefined ? [] : [`#SBATCH --gpus=${slurm.gpus}`]),
    ...(slurm.memory === undefined ? [] : [`#SBATCH --mem=${slurm.memory}`]),
    ...memory,
    ...facts.notices.map((notice) => `# ${comment(notice)}`),
    'set -eu',
    '',
    `# How Halfpower ${manifest.program} is started on a node. Where it lies elsewhere there: change this line.`,
    `program=(${program.map((word) => quoted(word, 'linux')).join(' ')})`,
    '# Where images lie elsewhere on the nodes: --data NAME=PATH for each such data set.',
    `options=(${(slurm.data ?? [])
      .map(({ name, path }) => `--data ${quoted(`${name}=${path}`, 'linux')}`)
      .join(' ')})`,
    '',
    '# Slurm runs a copy of this script: the folder is where "sbatch" was called.',
    'folder=${SLURM_SUBMIT_DIR:-$(cd "$(dirname "$0")" && pwd)}',
    `table=$folder/${tableName(stage)}`,
    '[ -f "$table" ] || { echo "$table is not there: call sbatch in the folder of the jobs." >&2; exit 2; }',
    'read -r first last what < <(sed -n "${SLURM_ARRAY_TASK_ID:?is not set: submit this script with sbatch}p" "$table") ||',
    '  { echo "$table has no line $SLURM_ARRAY_TASK_ID: that is no task of this stage." >&2; exit 2; }',
    'echo "Task $SLURM_ARRAY_TASK_ID: units $first to $last ($what)"',
    'exec "${program[@]}" study run-units "$folder" --first "$first" --last "$last" \\',
    '  --done-file "$folder/done/$first-$last" ${options[@]+"${options[@]}"}',
  ])
}

/** A line for each task: its first and last unit, and what they are. */
function taskTable({ tasks, units }: Described, stage: number): string {
  return lines(
    tasks
      .filter((task) => task.stage === stage)
      .map(({ first, last }) => {
        const [from, to] = [units[first - 1]!.label, units[last - 1]!.label]
        return `${first} ${last} ${comment(first === last ? from : `${from} … ${to}`)}`
      }),
  )
}

function submitScript(manifest: Described, stages: readonly number[]): string {
  return lines([
    '#!/bin/bash',
    `# Submits the study ${manifest.study} to Slurm: ${comment(manifest.title)}`,
    '# Each stage waits until the one before has ended. What a failed task leaves undone is named by import-results.',
    'set -eu',
    'cd "$(dirname "$0")"',
    ...stages.flatMap((stage) => {
      const after = stage === 1 ? '' : ` --dependency=afterany:\${stage${stage - 1}%%;*}`
      const tasks = manifest.tasks.filter((task) => task.stage === stage).length
      return [
        `stage${stage}=$(sbatch --parsable${after} ${scriptName(stage)})`,
        `echo "Stage ${stage}, ${tasks} ${tasks === 1 ? 'task' : 'tasks'}: job \${stage${stage}%%;*}"`,
      ]
    }),
  ])
}

function readMe(manifest: Described, { notices }: ScriptFacts, stages: number): string {
  const { study, title, units, tasks, device, threads, program } = manifest
  return lines([
    `Jobs of the study ${study}: ${comment(title)}`,
    '',
    `${units.length} units in ${tasks.length} tasks and ${stages} ${stages === 1 ? 'stage' : 'stages'}, computed on ${device} with ${threads} ${threads === 1 ? 'thread' : 'threads'} each by Halfpower ${program}.`,
    ...notices.map(comment),
    '',
    'Submit all:          bash submit.sh',
    'See how it goes:     squeue --me; logs/ has what each task said, done/ a file for each task that has finished',
    'Bring the results:   halfpower study import-results PROJECT THIS-FOLDER   (as often as you like, also before the end)',
    '',
    'What is here:',
    '  stage-N.sbatch     the array job of a stage, with what is asked of Slurm at its top: change it as your cluster wants it',
    '  stage-N.txt        a line for each of its tasks: first and last unit, and what they are',
    '  manifest.json      the plan, the key of every unit, the hash of every file of project/, the version',
    '  project/           what the units read: plan, models, populations, earlier results. Images stay where they are',
    '  bundles/           what the tasks have finished; nothing here is ever half written',
    '',
    'The folder may be copied. The nodes need to see it, the images (where they lie elsewhere there, see "options" in the',
    'scripts) and this version of Halfpower (see "program"). Nothing is written into the project before import-results.',
  ])
}

/** One line, whatever a title has in it. */
function comment(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
