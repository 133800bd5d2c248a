/** The job processes of a queue: as many as units are computed side by side, each started when it is first wanted. */
import { JobRunner } from './job-runner'
import type { Launch } from './channel'

export class JobCrew {
  readonly #runners: JobRunner[] = []

  constructor(
    private readonly launch: Launch,
    /** Milliseconds without a message that are worth telling; absent: the runner's own. */
    private readonly silence?: number,
  ) {}

  /** @param place from 0: whoever has it computes one unit at a time */
  at(place: number): JobRunner {
    return (this.#runners[place] ??= new JobRunner(this.launch, this.silence))
  }

  /** Ends all of them, and waits until they are gone. */
  async stop(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.stop()))
  }
}
