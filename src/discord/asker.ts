/** Who asks, and where. */
import { type BaseInteraction, InteractionContextType, PermissionFlagsBits } from 'discord.js';
import type { Context } from '../desk/ask.ts';

/** Without whether who asks may manage the place: see `manages`. */
export function contextOf(interaction: BaseInteraction): Context {
  const { locale, channelId, user } = interaction;
  const posts = canPost(interaction);
  return {
    language: locale,
    by: `discord:${user.id}`,
    name: user.globalName ?? user.username,
    ...(channelId !== null && posts ? { place: { platform: 'discord', address: channelId } } : {}),
  };
}

/** A server the bot is in, or a direct message with it; elsewhere a person only brought it along. */
function canPost(interaction: BaseInteraction): boolean {
  if (interaction.context === InteractionContextType.BotDM) return true;
  return interaction.guildId !== null && interaction.guild !== null;
}

/** Who manages the channel, has one of the roles, or asks in a direct message with the bot. */
export function manages(interaction: BaseInteraction, managers: readonly string[]): boolean {
  if (interaction.context === InteractionContextType.BotDM) return true;
  if (interaction.memberPermissions?.has(PermissionFlagsBits.ManageChannels)) return true;
  const roles = interaction.member?.roles;
  const ids = roles === undefined ? [] : Array.isArray(roles) ? roles : [...roles.cache.keys()];
  return managers.some((role) => ids.includes(role));
}
