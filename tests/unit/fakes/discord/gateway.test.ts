/** The fake's gateway and interactions, driven by discord.js' own client. */
import { once } from 'node:events';
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../../fakes/discord/actor.ts';
import { FakeDiscord } from '../../../fakes/discord/fake.ts';
import type { Channel } from '../../../fakes/discord/world.ts';

let discord: FakeDiscord;
let channel: Channel;
let client: Client;
let ada: Actor;
const clients: Client[] = [];

beforeEach(async () => {
  discord = await FakeDiscord.start({ scale: 20 });
  channel = discord.channel({ name: 'updates' });
  ada = discord.user('Ada');
});
afterEach(async () => {
  for (const one of clients.splice(0)) await one.destroy();
  await discord.stop();
});

async function login(token = discord.token): Promise<Client> {
  const made = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.api } });
  clients.push(made);
  const ready = once(made, Events.ClientReady);
  await made.login(token);
  await ready;
  return made;
}

const COMMANDS = [
  new SlashCommandBuilder()
    .setName('show')
    .setDescription('Shows a node')
    .addStringOption((option) =>
      option.setName('query').setDescription('Its title').setRequired(true).setAutocomplete(true),
    )
    .toJSON(),
];

/** A client that answers interactions in a test's own way. */
async function answering(answer: (interaction: Interaction) => Promise<unknown>): Promise<unknown[]> {
  const errors: unknown[] = [];
  client = await login();
  await client.application?.commands.set(COMMANDS);
  client.on(Events.InteractionCreate, (interaction) => {
    answer(interaction).catch((error: unknown) => errors.push(error));
  });
  return errors;
}

describe('the gateway', () => {
  test('lets the bot in and shows it its guilds and rights', async () => {
    channel.deny('EmbedLinks');
    client = await login();
    expect(client.user?.username).toBe('starpost');
    const seen = client.channels.cache.get(channel.id);
    if (!seen?.isTextBased() || seen.isDMBased()) throw new Error('the channel is not there');
    const rights = seen.permissionsFor(client.user?.id ?? '');
    expect([rights?.has('SendMessages'), rights?.has('EmbedLinks')]).toEqual([true, false]);
    expect(discord.refusals).toEqual([]);
  });

  test('refuses a wrong token', async () => {
    await expect(login('not.the.token')).rejects.toThrow();
    expect(discord.refusals[0]).toMatchObject({ status: 401 });
  });

  test.each([
    ['a dropped socket', () => discord.gateway.drop()],
    ['a request to reconnect', () => discord.gateway.reconnect()],
  ])('%s is resumed, and what was missed comes after', async (_, disturb) => {
    client = await login();
    const resumed = once(client, Events.ShardResume);
    const created = once(client, Events.ChannelCreate);
    disturb();
    const missed = discord.channel({ name: 'meanwhile' });
    expect((await created)[0]).toMatchObject({ id: missed.id });
    await resumed;
    expect([discord.gateway.identified, discord.gateway.resumed]).toEqual([1, 1]);
  });

  test.each([
    ['an invalid session', () => discord.gateway.invalidate(false)],
    ['a wrong number', () => discord.gateway.close(4007)],
  ])('%s begins a new one', async (_, disturb) => {
    client = await login();
    const again = once(client, Events.ShardReady);
    disturb();
    await again;
    expect([discord.gateway.identified, discord.gateway.resumed]).toEqual([2, 0]);
  });

  test('tells of being put out of a guild', async () => {
    client = await login();
    const left = once(client, Events.GuildDelete);
    discord.kick(channel.guild!);
    expect((await left)[0]).toMatchObject({ id: channel.guild?.id });
    const seen = client.rest.get(`/channels/${channel.id}`);
    await expect(seen).rejects.toMatchObject({ status: 403, code: 50001 });
  });
});

describe('an interaction', () => {
  test('a command is answered, to all or to one', async () => {
    await answering(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const query = interaction.options.getString('query', true);
      const quiet = query === 'secret' ? { flags: MessageFlags.Ephemeral } : {};
      await interaction.reply({ content: `here is ${query}`, ...quiet } as { content: string });
    });
    const open = await ada.slash(channel, 'show', { query: 'peas' });
    expect([open.text, open.ephemeral]).toEqual(['here is peas', false]);
    const closed = await ada.slash(channel, 'show', { query: 'secret' });
    expect([closed.text, closed.ephemeral]).toEqual(['here is secret', true]);
    expect(channel.shown()).toBe('here is peas');
    expect(ada.sees(channel).length).toBe(2);
    expect(discord.user('Ben').sees(channel).length).toBe(1);
    expect(discord.refusals).toEqual([]);
  });

  test('a late answer is edited in, followed by more', async () => {
    await answering(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply('found');
      await interaction.followUp({ content: 'and more', flags: MessageFlags.Ephemeral });
      await interaction.deleteReply();
    });
    const seen = await ada.slash(channel, 'show', { query: 'peas' });
    expect([seen.text, seen.ephemeral]).toEqual(['found', true]);
    await expect.poll(() => ada.sees(channel).map(({ content }) => content)).toEqual(['and more']);
    expect(channel.messages).toEqual([]);
  });

  test('autocompletion offers choices within limits', async () => {
    const errors = await answering(async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused();
      await interaction.respond(typed === '' ? [{ name: '', value: 'a' }] : [{ name: `${typed}s`, value: typed }]);
    });
    expect(await ada.autocomplete(channel, 'show', { query: 'pea' }, 'query')).toEqual([
      { name: 'peas', value: 'pea' },
    ]);
    await expect(ada.autocomplete(channel, 'show', { query: '' }, 'query')).rejects.toThrow('within 3 seconds');
    await expect.poll(() => errors.length).toBe(1);
    expect(errors[0]).toMatchObject({ code: 50035 });
  });

  test('a button opens a form, which updates the message', async () => {
    const button = new ButtonBuilder().setCustomId('note').setLabel('Note').setStyle(ButtonStyle.Primary);
    const input = new TextInputBuilder().setCustomId('text').setLabel('Text').setStyle(TextInputStyle.Short);
    await answering(async (interaction) => {
      if (interaction.isButton()) {
        const row = new ActionRowBuilder<TextInputBuilder>().addComponents(input);
        await interaction.showModal(new ModalBuilder().setCustomId('form').setTitle('A note').addComponents(row));
      } else if (interaction.isModalSubmit() && interaction.isFromMessage()) {
        await interaction.update(`noted: ${interaction.fields.getTextInputValue('text')}`);
      } else if (interaction.isChatInputCommand()) {
        const row = new ActionRowBuilder<ButtonBuilder>().addComponents(button);
        await interaction.reply({ content: 'peas', components: [row] });
      }
    });
    const shown = await ada.slash(channel, 'show', { query: 'peas' });
    const form = await ada.click(shown.message!, 'Note');
    expect(form.modal).toMatchObject({ title: 'A note' });
    const updated = await ada.submitModal(form, { text: 'sow in March' });
    expect(updated.text).toBe('noted: sow in March\n[Note]');
  });

  test('an answer that comes late, or twice, is refused', async () => {
    const errors = await answering(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      if (interaction.options.getString('query') === 'late') discord.clock.advance(3_001);
      else await interaction.reply('once');
      interaction.replied = false;
      await interaction.reply('again');
    });
    await expect(ada.slash(channel, 'show', { query: 'late' })).rejects.toThrow('within 3 seconds');
    expect((await ada.slash(channel, 'show', { query: 'twice' })).text).toBe('once');
    await expect.poll(() => errors.length).toBe(2);
    expect(errors.map((error) => (error instanceof DiscordAPIError ? error.code : 0))).toEqual([10062, 40060]);
  });

  test.each([
    ['a name in capitals', { name: 'Show', description: 'a' }],
    ['no description', { name: 'show', description: '' }],
    ['a required option after an optional one', { name: 'show', description: 'a', options: late() }],
  ])('a command with %s is not registered', async (_, command) => {
    client = await login();
    const url = `/applications/${client.application?.id}/commands` as const;
    await expect(client.rest.put(url, { body: [command] })).rejects.toMatchObject({ code: 50035 });
  });

  function late() {
    const option = { type: 3, description: 'a' };
    return [
      { ...option, name: 'one' },
      { ...option, name: 'two', required: true },
    ];
  }
});
