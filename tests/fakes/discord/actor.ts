/** A person at Discord: types commands, presses buttons, fills in forms, and sees what everybody or she alone may see. */
import { type Fields, fieldsOf, listOf, textOf } from '../server/body.ts';
import type { Core } from './core.ts';
import { type Asked, type Interaction, type Interactions, KIND, MS_TO_ANSWER } from './interactions.ts';
import { allComponents, shownOf } from './shown.ts';
import type { Channel, Message, User } from './world.ts';

export type Values = Record<string, string | number | boolean>;

/** What the person sees of an answer. */
export interface Seen {
  /** Of the message, or of the form. */
  text: string;
  message: Message | undefined;
  /** Whether she alone sees it. */
  ephemeral: boolean;
  followups: Message[];
  modal: Fields | undefined;
  /** For `submitModal`. */
  interaction: Interaction;
}

const BUTTON = 2;
const SUBCOMMAND = 1;
const GROUP = 2;
const INPUT = 4;
/** How long she waits while the bot is thinking, in ms of the fake's time. */
const PATIENCE = 60_000;

export class Actor {
  readonly user: User;
  readonly #core: Core;
  readonly #interactions: Interactions;

  constructor(core: Core, interactions: Interactions, user: User) {
    this.#core = core;
    this.#interactions = interactions;
    this.user = user;
  }

  /** She may manage the channel from now on. */
  manages(channel: Channel): void {
    channel.managers.add(this.user);
  }

  /** Everything she sees in a channel, oldest first. */
  sees(channel: Channel): Message[] {
    return [...channel.byId.values()].filter(({ onlyFor }) => onlyFor === undefined || onlyFor === this.user);
  }

  /**
   * Types a command; those in it are separated by a space: `list add`.
   * @throws {Error} when there is no such command, an option is not as registered, or nothing comes in time
   */
  async slash(channel: Channel, name: string, values: Values = {}): Promise<Seen> {
    return this.#wait({ kind: KIND.command, user: this.user, channel, data: this.#command(channel, name, values) });
  }

  /** Types into the option `focused`; @returns the choices that are offered */
  async autocomplete(channel: Channel, name: string, values: Values, focused: string): Promise<Fields[]> {
    const data = this.#command(channel, name, values, focused);
    const { interaction } = await this.#wait({ kind: KIND.autocomplete, user: this.user, channel, data });
    return interaction.choices ?? [];
  }

  /** Presses a button, found by its custom id or its label. */
  async click(message: Message, button: string): Promise<Seen> {
    const found = this.#find(message, (component) => {
      const named = [component['custom_id'], component['label'], fieldsOf(component['emoji'])['name']];
      return component['type'] === BUTTON && named.includes(button);
    });
    if (!found || found['custom_id'] === undefined) throw new Error(`there is no button ${button} to press`);
    if (found['disabled'] === true) throw new Error(`the button ${button} is disabled`);
    return this.#use(message, { custom_id: found['custom_id'], component_type: BUTTON });
  }

  /** Chooses in a menu. */
  async select(message: Message, customId: string, values: string[]): Promise<Seen> {
    const found = this.#find(message, ({ custom_id }) => custom_id === customId);
    const offered = new Set(listOf(found?.['options']).map(({ value }) => value));
    if (!found || values.some((value) => !offered.has(value)))
      throw new Error(`there is no such choice in ${customId}`);
    return this.#use(message, { custom_id: customId, component_type: found['type'], values });
  }

  /** Fills in the form she sees, by the custom ids of its fields, and sends it. */
  async submitModal(seen: Seen, values: Record<string, string>): Promise<Seen> {
    const { modal, interaction } = seen;
    if (!modal) throw new Error('there is no form to fill in');
    const { channel, source } = interaction.asked;
    const data = {
      custom_id: modal['custom_id'],
      components: listOf(modal['components']).map((row) => filled(row, values)),
    };
    return this.#wait({ kind: KIND.modal, user: this.user, channel, data, ...(source ? { source } : {}) });
  }

  #find(message: Message, fits: (component: Fields) => boolean): Fields | undefined {
    if (!this.sees(message.channel).includes(message)) throw new Error('the message is not to be seen');
    return allComponents(message.components).find(fits);
  }

  #use(source: Message, data: Fields): Promise<Seen> {
    return this.#wait({ kind: KIND.component, user: this.user, channel: source.channel, data, source });
  }

  async #wait(asked: Asked): Promise<Seen> {
    const interaction = this.#interactions.ask(asked);
    await this.#within(interaction.first.promise, MS_TO_ANSWER, 'the bot did not answer within 3 seconds');
    await this.#within(interaction.seen.promise, PATIENCE, 'the bot is still thinking');
    const { original: message, modal, followups } = interaction;
    const text = message ? shownOf(message) : textOf(modal?.['title']);
    return { text, message, ephemeral: message?.onlyFor !== undefined, followups, modal, interaction };
  }

  async #within(promise: Promise<void>, ms: number, message: string): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = this.#core.clock.after(ms, () => late.reject(new Error(message)));
    try {
      await Promise.race([promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #command(channel: Channel, path: string, values: Values, focused?: string): Fields {
    const [name, ...inner] = path.split(' ');
    const known = [...(this.#core.commands.get(channel.guild?.id ?? '') ?? []), ...(this.#core.commands.get('') ?? [])];
    const command = known.find((one) => one['name'] === name);
    if (!command) throw new Error(`there is no command /${name}`);
    const options = optionsOf(command, inner, values, focused);
    return { id: command['id'], name, type: 1, options };
  }
}

/** The options as Discord sends them: typed, and within the subcommand that was chosen. */
function optionsOf(holder: Fields, inner: string[], values: Values, focused: string | undefined): Fields[] {
  const declared = listOf(holder['options']);
  const [name, ...rest] = inner;
  if (name !== undefined) {
    const chosen = declared.find((one) => one['name'] === name);
    if (chosen?.['type'] !== SUBCOMMAND && chosen?.['type'] !== GROUP)
      throw new Error(`there is no subcommand ${name}`);
    return [{ name, type: chosen['type'], options: optionsOf(chosen, rest, values, focused) }];
  }
  const unknown = Object.keys(values).find((key) => !declared.some((one) => one['name'] === key));
  if (unknown !== undefined) throw new Error(`there is no option ${unknown}`);
  return declared.flatMap((option) => {
    const value = values[textOf(option['name'])];
    const isFocused = option['name'] === focused;
    if (value === undefined && option['required'] === true && focused === undefined) {
      throw new Error(`the option ${option['name']} is required`);
    }
    if (value === undefined) return [];
    const choices = listOf(option['choices']);
    if (choices.length > 0 && !choices.some((choice) => choice['value'] === value)) {
      throw new Error(`the option ${option['name']} offers no ${value}`);
    }
    return [{ name: option['name'], type: option['type'], value, ...(isFocused ? { focused: true } : {}) }];
  });
}

/** A form's part with what was typed into its fields. */
function filled(part: Fields, values: Record<string, string>): Fields {
  const { type, id, custom_id: custom } = part;
  if (type === INPUT) return { type, id, custom_id: custom, value: values[textOf(custom)] ?? textOf(part['value']) };
  if (part['component'] !== undefined) return { type, id, component: filled(fieldsOf(part['component']), values) };
  return { type, id, components: listOf(part['components']).map((inner) => filled(inner, values)) };
}
