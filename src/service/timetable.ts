/** Calls back at the times of a cron expression. */
import { type ScheduledTask, schedule } from 'node-cron';

export class Timetable {
  readonly #task: ScheduledTask;

  constructor(expression: string, tick: () => void) {
    this.#task = schedule(expression, tick);
  }

  async stop(): Promise<void> {
    await this.#task.destroy();
  }
}
