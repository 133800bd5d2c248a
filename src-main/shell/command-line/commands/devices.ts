/** `halfpower devices`: what this machine can compute with. */
import type { Command } from 'commander'
import { print, printJson } from '../output'
import { table } from '../../../studies/document/text'
import { withWorkbench } from '../session'
import type { CommandContext } from '../context'

export function addDeviceCommand(program: Command, context: CommandContext): void {
  program
    .command('devices')
    .description('list what this machine can compute with')
    .option('--check', 'test each for correctness and measure its speed')
    .option('--json', 'print one JSON document')
    .action(async (options: { check?: boolean; json?: boolean }) => {
      const devices = await withWorkbench(context, {}, (workbench) =>
        workbench.invoke(options.check ? 'device.check' : 'device.list', {}),
      )
      if (options.json) {
        printJson({ devices })
        return
      }
      const rows = devices.map(({ name, available, selfTest, imagesPerSecond, description }) => [
        name,
        available ? 'yes' : 'no',
        selfTest ?? '–',
        imagesPerSecond === null ? '–' : imagesPerSecond.toFixed(0),
        description,
      ])
      print(table(['device', 'available', 'self-test', 'images/s', 'what it is'], rows))
      for (const { name, reason, complaint } of devices)
        for (const said of [reason, complaint]) if (said !== null) print(`\n${name}: ${said}`)
    })
}
