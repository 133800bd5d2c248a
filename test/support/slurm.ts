/**
 * A Slurm of its own: munged, slurmctld and two slurmd as two nodes of one processor each, all on this machine, with
 * everything they keep in a folder of the test's. Needs root, because that is what Slurm's programs want to be here.
 */
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ChildProcess } from 'node:child_process'

const PROGRAMS = ['/usr/sbin/munged', '/usr/sbin/slurmctld', '/usr/sbin/slurmd', '/usr/bin/sbatch']
/** Seconds that it may take until both nodes are idle. */
const PATIENCE = 60

export interface Slurm {
  /** What its commands and jobs need in their environment. */
  environment: NodeJS.ProcessEnv
  /** Runs one of its commands; what it wrote to stdout. */
  run(command: string, ...words: string[]): Promise<string>
  /** Waits until no job waits or runs. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Starts it, or says in a few words why that cannot be done here. */
export async function startSlurm(): Promise<Slurm | string> {
  if (process.getuid?.() !== 0) return 'Slurm is started as root only'
  for (const program of PROGRAMS)
    try {
      accessSync(program, constants.X_OK)
    } catch {
      return `${program} is not installed`
    }
  const folder = await mkdtemp(join(tmpdir(), 'halfpower-slurm-'))
  const children: ChildProcess[] = []
  // What a killed task leaves in scratch space goes with it.
  const environment = { ...process.env, SLURM_CONF: join(folder, 'slurm.conf'), TMPDIR: folder }
  const begin = (program: string, ...words: string[]): void => {
    const child = spawn(program, words, { env: environment, stdio: 'ignore' })
    child.on('error', () => undefined)
    children.push(child)
  }
  const run = async (command: string, ...words: string[]): Promise<string> =>
    (await promisify(execFile)(command, words, { env: environment })).stdout
  const stop = async (): Promise<void> => {
    await run('scancel', '--user=root', '--full').catch(() => '')
    await run('squeue', '-h')
      .then(() => wait(() => run('squeue', '-h', '-t', 'running,completing').then((text) => text === '')))
      .catch(() => undefined)
    // Nodes first, the one who vouches for them all last.
    for (const child of children.reverse()) await ended(child)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const [controller, first, second] = await freePorts(3)
    await mkdir(join(folder, 'state'))
    for (const node of ['n1', 'n2']) await mkdir(join(folder, `spool-${node}`))
    await writeFile(join(folder, 'munge.key'), randomBytes(1024))
    await chmod(join(folder, 'munge.key'), 0o600)
    await writeFile(environment.SLURM_CONF, configuration(folder, controller!, first!, second!))
    begin(
      '/usr/sbin/munged',
      ...['--foreground', '--force', `--socket=${join(folder, 'munge.socket')}`],
      ...['key', 'pid', 'log', 'seed'].map((what) => `--${what}-file=${join(folder, `munge.${what}`)}`),
    )
    if (!(await wait(() => run('munge', '-n', `--socket=${join(folder, 'munge.socket')}`).then(() => true))))
      throw new Error('munged does not answer')
    begin('/usr/sbin/slurmctld', '-D', '-c')
    for (const node of ['n1', 'n2']) begin('/usr/sbin/slurmd', '-D', '-N', node)
    const bothIdle = async (): Promise<boolean> =>
      (await run('sinfo', '-h', '-t', 'idle', '-o', '%D')).trim() === '2'
    if (!(await wait(bothIdle))) throw new Error('its two nodes do not become idle')
  } catch (error) {
    const logs = await Promise.all(
      ['slurmctld.log', 'slurmd-n1.log', 'munge.log'].map((name) =>
        readFile(join(folder, name), 'utf8').catch(() => ''),
      ),
    )
    await stop()
    const why = error instanceof Error ? error.message : String(error)
    return `Slurm cannot be started: ${why} ${logs.join(' ').slice(-300).replace(/\s+/g, ' ')}`
  }
  const idle = async (): Promise<void> => {
    if (!(await wait(() => run('squeue', '-h').then((text) => text === ''), 600)))
      throw new Error(`Jobs do not end:\n${await run('squeue')}`)
  }
  return { environment, run, idle, stop }
}

/** Asks again and again; an error is no. */
async function wait(is: () => Promise<boolean>, seconds = PATIENCE): Promise<boolean> {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    if (await is().catch(() => false)) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

/** Ends a child, firmly if it does not want to. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  child.kill('SIGTERM')
  const firmly = setTimeout(() => child.kill('SIGKILL'), 5000)
  await gone
  clearTimeout(firmly)
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function configuration(folder: string, controller: number, first: number, second: number): string {
  const name = hostname().split('.')[0]!
  return `ClusterName=halfpower
SlurmctldHost=${name}(127.0.0.1)
SlurmctldPort=${controller}
AuthType=auth/munge
AuthInfo=socket=${join(folder, 'munge.socket')}
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${join(folder, 'state')}
SlurmdSpoolDir=${join(folder, 'spool-%n')}
SlurmctldPidFile=${join(folder, 'slurmctld.pid')}
SlurmdPidFile=${join(folder, 'slurmd-%n.pid')}
SlurmctldLogFile=${join(folder, 'slurmctld.log')}
SlurmdLogFile=${join(folder, 'slurmd-%n.log')}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
MailProg=/bin/true
KillWait=5
NodeName=n1 NodeHostname=${name} NodeAddr=127.0.0.1 Port=${first} CPUs=1
NodeName=n2 NodeHostname=${name} NodeAddr=127.0.0.1 Port=${second} CPUs=1
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`
}
