/** What every part of the fake shares. */
import type { Clock } from '../server/clock.ts';
import { Gate } from './limits.ts';
import { type User, World } from './world.ts';

export class Core {
  readonly clock: Clock;
  readonly world = new World();
  readonly gate: Gate;
  readonly bot: User = { id: 7_000_001, name: 'Starpost', username: 'starpost_bot', bot: true };
  readonly token = '7000001:a-token-of-the-fake-for-tests-only';
  /** Whether the server knows rich messages (Bot API 10.1). */
  rich = true;
  /** `http://127.0.0.1:PORT`, once it listens. */
  api = '';
  /** Queues an update for the bot; set by the updates. */
  emit: (kind: string, data: unknown) => void = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
    this.gate = new Gate(clock);
    this.world.users.set(this.bot.id, this.bot);
  }
}
