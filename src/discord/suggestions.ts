/** What is suggested while somebody types. */
import type { AutocompleteInteraction } from 'discord.js';
import { COMMANDS } from '../desk/commands.ts';
import type { Counter } from '../desk/counter.ts';
import type { Log } from '../log.ts';
import { contextOf } from './asker.ts';

const CHOICES = 25;
const LONGEST = 100;
/** Discord waits three seconds; suggestions that come later than this help nobody. Milliseconds. */
const PATIENCE = 2_000;

export async function complete(interaction: AutocompleteInteraction, counter: Counter, log: Log): Promise<void> {
  try {
    const { name, value } = interaction.options.getFocused(true);
    const option = COMMANDS.find((one) => one.name === interaction.commandName)?.options.find(
      (one) => one.name === name,
    );
    const kind = option?.completes;
    const found = kind ? counter.suggest(kind, value, CHOICES, contextOf(interaction)) : Promise.resolve([]);
    const choices = await Promise.race([found, late()]);
    await interaction.respond(
      choices.slice(0, CHOICES).flatMap(({ label, value }) => {
        // What is searched for is words, not an id.
        const chosen = name === 'query' ? label : value;
        const shown = label.trim().slice(0, LONGEST).toWellFormed();
        return shown === '' || chosen.length > LONGEST ? [] : [{ name: shown, value: chosen }];
      }),
    );
  } catch (error) {
    log.debug({ err: error }, 'suggestions came too late for Discord');
  }
}

async function late(): Promise<never[]> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, []).unref());
}
