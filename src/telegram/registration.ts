/** The commands as Telegram lists them, in every language of the catalogue. */
import { createHash } from 'node:crypto';
import type { Api } from 'grammy';
import { COMMANDS } from '../desk/commands.ts';
import { LANGUAGES, words } from '../desk/words.ts';

/** Who may say what is posted sees those commands; all others see the rest. */
const SCOPES = [
  { type: 'default', all: false },
  { type: 'all_private_chats', all: true },
  { type: 'all_chat_administrators', all: true },
] as const;

interface Listed {
  scope: (typeof SCOPES)[number]['type'];
  language: string | undefined;
  commands: { command: string; description: string }[];
}

function lists(): Listed[] {
  return SCOPES.flatMap(({ type, all }) =>
    LANGUAGES.map((language) => ({
      scope: type,
      // English is for everybody whose language has no list of its own.
      language: language === 'en' ? undefined : language,
      commands: COMMANDS.filter(({ manages }) => all || !manages).map(({ name }) => ({
        command: name,
        description: words(language)(`command.${name}.description`),
      })),
    })),
  );
}

/** What Telegram was told, in a few letters. */
export function digestOf(bot: string): string {
  return createHash('sha256')
    .update(JSON.stringify([bot, lists()]))
    .digest('base64url');
}

export async function register(api: Api): Promise<void> {
  for (const { scope, language, commands } of lists())
    await api.raw.setMyCommands({
      commands,
      scope: { type: scope },
      ...(language === undefined ? {} : { language_code: language as 'tr' }),
    });
}
