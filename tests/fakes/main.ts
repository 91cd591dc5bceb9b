/** `npm run fakes`: both platforms on fixed ports, with a page that shows their channels. */
import { parseArgs } from 'node:util';
import { FakeDiscord } from './discord/fake.ts';
import { servePage } from './page/server.ts';
import { Stage } from './page/stage.ts';
import { FakeTelegram } from './telegram/fake.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8100' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_533) {
  console.error(`--port takes a number from 1 to 65533, not ${values.port}`);
  process.exit(2);
}

const discord = await FakeDiscord.start({ port: port + 1 });
const telegram = await FakeTelegram.start({ port: port + 2 });
// Ids stay the same from run to run, so that a config stays good.
const lounge = discord.channel({ name: 'lounge', id: '123456789012345678' });
const quiet = discord.channel({ name: 'quiet', id: '123456789012345679' });
const channel = telegram.chat({ type: 'channel', title: 'Tidepool', username: 'tidepool_garden' });
const group = telegram.chat({ type: 'supergroup', title: 'Tidepool friends', forum: true });
const topic = group.topic('Posts');
await servePage(new Stage(discord, telegram), port);

console.log(`The channels: http://127.0.0.1:${port}/

# for the environment
STARPOST_DISCORD_TOKEN=${discord.token}
STARPOST_TELEGRAM_TOKEN=${telegram.token}

# for the config
discord:
  api: ${discord.api}
telegram:
  api: ${telegram.api}
channels:
  - { name: lounge, platform: discord, channel: "${lounge.id}" }
  - { name: quiet, platform: discord, channel: "${quiet.id}", silent: true }
  - { name: readers, platform: telegram, chat: "@${channel.username}" }
  - { name: friends, platform: telegram, chat: "${group.id}", topic: ${topic} }
subscriptions:
  - channel: lounge
  - channel: quiet
  - channel: readers
  - channel: friends
`);
