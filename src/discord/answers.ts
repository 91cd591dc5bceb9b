/** One answer for each question: within three seconds at least a sign that it comes, and nothing twice. */
import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  LabelBuilder,
  type MessageComponentInteraction,
  MessageFlags,
  ModalBuilder,
  type ModalSubmitInteraction,
  PermissionFlagsBits,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { Asked, View } from '../desk/ask.ts';
import { askOf, type OptionName } from '../desk/commands.ts';
import type { Counter } from '../desk/counter.ts';
import type { Log } from '../log.ts';
import { contextOf, manages } from './asker.ts';
import { DELETE, FILE } from './card.ts';
import { type Dressed, dress, fileMessage, said } from './dress.ts';

export interface AnswersOptions {
  counter: Counter;
  managers?: readonly string[];
  log: Log;
}

type Asking = ChatInputCommandInteraction | MessageComponentInteraction | ModalSubmitInteraction;

/** After so many milliseconds without an answer Discord is told that one comes; it waits for three seconds. */
const SOON = 1_200;

/** What Discord says of a question it no longer waits for, or that is answered already; and of a message that is gone. */
const PAST = new Set<number | string>([10062, 40060, 10008, 10015]);

/** Only for who may manage the place. */
const MANAGED = new Set<View>(['follow', 'unfollow', 'following', 'mute', 'unmute', 'review']);
/** Of the field of a form. */
const SUMMARY = 'summary';
const { Ephemeral, IsComponentsV2 } = MessageFlags;

export class Answers {
  readonly #options: AnswersOptions;
  readonly #open = new Set<Promise<void>>();

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  hear(interaction: Asking): void {
    const answering = this.#guarded(interaction).finally(() => this.#open.delete(answering));
    this.#open.add(answering);
  }

  /** When everything heard is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  async #guarded(interaction: Asking): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#answer(interaction);
    } catch (error) {
      if (error instanceof DiscordAPIError && PAST.has(error.code))
        log.debug({ err: error }, 'an answer came too late for Discord');
      else log.error({ err: error }, 'a question on Discord could not be answered');
    }
  }

  async #answer(interaction: Asking): Promise<void> {
    const { counter } = this.#options;
    const say = counter.words(interaction.locale);
    const early = await counter.admit(`discord:${interaction.user.id}`);
    if (early > 0) return tell(interaction, say('fault.soon', { seconds: Math.ceil(early / 1_000) }));
    if (interaction.isChatInputCommand()) return this.#command(interaction);
    if (interaction.isModalSubmit()) return this.#written(interaction);
    const code = interaction.isStringSelectMenu() ? (interaction.values[0] ?? '') : interaction.customId;
    if (code === DELETE) return this.#remove(interaction);
    const file = code.startsWith(FILE);
    const asked = await counter.unpack(file ? code.slice(FILE.length) : code);
    if (!asked) return tell(interaction, say('fault.old'));
    if (file) return this.#file(interaction, asked);
    const { ask } = asked;
    const writes = ask.view === 'review' && ask.do === 'edit' && manages(interaction, this.#options.managers ?? []);
    return writes ? this.#form(interaction, code) : this.#component(interaction, asked);
  }

  async #command(interaction: ChatInputCommandInteraction): Promise<void> {
    const { options, commandName, locale } = interaction;
    const given: Partial<Record<OptionName, string>> = {};
    for (const { name, value } of options.data) if (typeof value === 'string') given[name as OptionName] = value;
    const ask = askOf(commandName, given);
    if (!ask) return tell(interaction, this.#options.counter.words(locale)('fault.old'));
    const shared = options.getBoolean('share') ?? false;
    const card = this.#card(interaction, { ask, trail: [] }, shared);
    await inTime(card, () => interaction.deferReply(shared ? {} : { flags: Ephemeral }), {
      first: async (message) => {
        await interaction.reply({ ...message, flags: shared ? IsComponentsV2 : [IsComponentsV2, Ephemeral] });
      },
      later: async (message) => {
        await interaction.editReply({ ...message, flags: IsComponentsV2 });
      },
    });
  }

  /** In place where it is one's own answer; for whoever else presses, an answer of their own. */
  async #component(interaction: MessageComponentInteraction, asked: Asked): Promise<void> {
    const { message, user } = interaction;
    const hidden = message.flags.has(Ephemeral);
    const own = hidden || message.interactionMetadata?.user.id === user.id;
    if (!own) return this.#aside(interaction, this.#card(interaction, { ...asked, trail: [] }, false));
    await inTime(this.#card(interaction, asked, !hidden), () => interaction.deferUpdate(), {
      first: async (message) => {
        await interaction.update({ ...message, attachments: [], flags: IsComponentsV2 });
      },
      later: async (message) => {
        await interaction.editReply({ ...message, attachments: [], flags: IsComponentsV2 });
      },
    });
  }

  async #aside(
    interaction: MessageComponentInteraction | ModalSubmitInteraction,
    answer: Promise<Dressed>,
  ): Promise<void> {
    await inTime(answer, () => interaction.deferReply({ flags: Ephemeral }), {
      first: async (message) => {
        await interaction.reply({ ...message, flags: [IsComponentsV2, Ephemeral] });
      },
      later: async (message) => {
        await interaction.editReply({ ...message, flags: IsComponentsV2 });
      },
    });
  }

  /** Where somebody writes another summary. */
  async #form(interaction: MessageComponentInteraction, code: string): Promise<void> {
    const say = this.#options.counter.words(interaction.locale);
    const field = new TextInputBuilder()
      .setCustomId(SUMMARY)
      .setStyle(TextInputStyle.Paragraph)
      .setMaxLength(600)
      .setRequired(false);
    const label = new LabelBuilder().setLabel(say('review.summary')).setTextInputComponent(field);
    await interaction.showModal(
      new ModalBuilder().setCustomId(code).setTitle(say('review.summary')).addLabelComponents(label),
    );
  }

  async #written(interaction: ModalSubmitInteraction): Promise<void> {
    const asked = await this.#options.counter.unpack(interaction.customId);
    if (asked?.ask.view !== 'review')
      return tell(interaction, this.#options.counter.words(interaction.locale)('fault.old'));
    const ask = { ...asked.ask, summary: interaction.fields.getTextInputValue(SUMMARY) };
    await this.#aside(interaction, this.#card(interaction, { ask, trail: [] }, false));
  }

  async #file(interaction: MessageComponentInteraction, asked: Asked): Promise<void> {
    const { counter } = this.#options;
    const say = counter.words(interaction.locale);
    const made = counter
      .answer(asked, contextOf(interaction))
      .then((card) => (card.file ? fileMessage(card.file) : said(say('nothing.withdrawn'))));
    await this.#aside(interaction, made);
  }

  /** Who asked may take a shared answer away, and who keeps order in the channel. */
  async #remove(interaction: MessageComponentInteraction): Promise<void> {
    const { message, user, memberPermissions } = interaction;
    const asker = message.interactionMetadata?.user.id === user.id;
    if (!asker && !memberPermissions?.has(PermissionFlagsBits.ManageMessages))
      return tell(interaction, this.#options.counter.words(interaction.locale)('discord.notYours'));
    await interaction.deferUpdate();
    await interaction.deleteReply();
  }

  async #card(interaction: Asking, asked: Asked, shared: boolean): Promise<Dressed> {
    const { counter, managers = [] } = this.#options;
    const context = contextOf(interaction);
    if (MANAGED.has(asked.ask.view)) context.manages = manages(interaction, managers);
    const card = await counter.answer(asked, context);
    return dress(card, counter, context.language, shared);
  }
}

interface Ways {
  first(message: Dressed): Promise<void>;
  later(message: Dressed): Promise<void>;
}

/** The answer at once, or a sign that it comes and then the answer. */
async function inTime(answer: Promise<Dressed>, defer: () => Promise<unknown>, { first, later }: Ways): Promise<void> {
  const timer = Promise.withResolvers<undefined>();
  const timeout = setTimeout(timer.resolve, SOON, undefined);
  const early = await Promise.race([answer, timer.promise]).finally(() => clearTimeout(timeout));
  if (early) return first(early);
  await defer();
  await later(await answer);
}

async function tell(interaction: Asking, text: string): Promise<void> {
  const { components, allowedMentions } = said(text);
  await interaction.reply({ components, allowedMentions: allowedMentions ?? {}, flags: [IsComponentsV2, Ephemeral] });
}
