/** What every part of the fake shares: the time, the world, the bot's own identity, and who hears of events. */
import type { Fields } from '../server/body.ts';
import type { Clock } from '../server/clock.ts';
import { Gate } from './limits.ts';
import { type Guild, type User, World } from './world.ts';

/** Always the same, and so is the token made of it: who writes it into a config has done so for good. */
const BOT = '123456789012345670';

export class Core {
  readonly clock: Clock;
  readonly world = new World();
  readonly gate: Gate;
  readonly bot: User;
  readonly owner: User;
  readonly token: string;
  /** `http://127.0.0.1:PORT/api`, once it listens. */
  api = '';
  /** Registered commands, by guild; those without one under ''. */
  readonly commands = new Map<string, Fields[]>();
  /** How long the same author's same nonce gives the first message, in ms of the fake's time. */
  nonceWindow = 180_000;
  /** Tells the bot's gateway connections; set by the gateway. */
  emit: (event: string, data: Fields, guild?: Guild) => void = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
    this.gate = new Gate(clock);
    this.bot = { id: BOT, username: 'starpost', bot: true };
    this.owner = { id: this.id(), username: 'gardener', bot: false };
    this.token = `${Buffer.from(this.bot.id).toString('base64url')}.Zm9yYQ.a-token-of-the-fake-for-tests-only`;
    for (const user of [this.bot, this.owner]) this.world.users.set(user.id, user);
  }

  id(): string {
    return this.world.snowflakes.next(this.clock.now());
  }
}
