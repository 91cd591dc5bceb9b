/** Secrets: read from the environment only, and pointed out (never printed) where they stand in the file. */
import type { ConfigDocument } from './document.ts';
import { type Fault, placeName } from './faults.ts';
import { FORGES, type Secrets } from './schema.ts';

/** Environment variables by name; absent and empty are the same. */
export type Environment = Record<string, string | undefined>;

export const hookVariable = (forge: string) => `STARPOST_HOOK_SECRET_${forge.toUpperCase()}`;

const TOKENS = [
  {
    variable: 'STARPOST_DISCORD_TOKEN',
    key: 'discordToken',
    // Three parts of base64url, kept loose: Discord promises no form.
    shape: /^[\w-]+\.[\w-]+\.[\w-]+$/,
    expected: "the bot's token, three parts with dots between, from Discord's developer portal under Bot",
  },
  {
    variable: 'STARPOST_TELEGRAM_TOKEN',
    key: 'telegramToken',
    shape: /^\d+:[\w-]+$/,
    expected: "the bot's token as @BotFather gave it, such as 123456:ABC-DEF",
  },
] as const;

/** `DATABASE_URL`, `STARPOST_DISCORD_TOKEN`, `STARPOST_TELEGRAM_TOKEN` and `STARPOST_HOOK_SECRET_…`; a fault says what was expected and never what was found. */
export function readSecrets(env: Environment): { secrets: Secrets; faults: Fault[] } {
  const secrets: Secrets = { hooks: {} };
  const faults: Fault[] = [];
  const databaseUrl = env['DATABASE_URL']?.trim();
  if (databaseUrl) {
    if (/^postgres(ql)?:\/\/./i.test(databaseUrl)) secrets.databaseUrl = databaseUrl;
    else
      faults.push({
        at: 'DATABASE_URL',
        message: `expected postgres://… or postgresql://… (its value is not shown). Leave it out to use SQLite.`,
      });
  }
  for (const { variable, key, shape, expected } of TOKENS) {
    const token = env[variable]?.trim();
    if (!token) continue;
    if (shape.test(token)) secrets[key] = token;
    else faults.push({ at: variable, message: `expected ${expected} (its value is not shown).` });
  }
  for (const forge of FORGES) {
    const secret = env[hookVariable(forge)]?.trim();
    if (secret) secrets.hooks[forge] = secret;
  }
  return { secrets, faults };
}

const SECRET_KEY = /(token|secret|password|passwd|api[-_]?key|database[-_]?url|dsn)$/i;
/** A user name before `@` is a token in web addresses; elsewhere (`ssh://git@host`) only a password is secret. */
const CREDENTIALS = /^(https?:\/\/[^\s/@]+@|[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:[^\s/@]+@)/i;

/** Every secret-looking value of the file, with where it belongs. */
export function secretFaults(document: ConfigDocument): (Fault & { path: (string | number)[] })[] {
  return document.entries().flatMap(({ path, value }) => {
    const key = String(path.findLast((step) => typeof step === 'string') ?? '');
    const named = SECRET_KEY.test(key) && !path.includes('references') && value !== null && value !== '';
    const inside = typeof value === 'string' && CREDENTIALS.test(value);
    if (!named && !inside) return [];
    const message = named ? keyMessage(path) : addressMessage(path, String(value));
    return [{ at: placeName(path), message, path, ...document.place(path) }];
  });
}

function keyMessage(path: readonly (string | number)[]): string {
  const place = path.join('.').toLowerCase();
  const forge = FORGES.find((name) => place.includes(name));
  const token = TOKENS.find(({ key }) => place.includes(key.replace('Token', '')))?.variable;
  const variable = /database|dsn/.test(place) ? 'DATABASE_URL' : (token ?? (forge ? hookVariable(forge) : undefined));
  if (variable)
    return `a secret does not belong in this file. Put it into the environment as ${variable}, and take this line out.`;
  const known = ['DATABASE_URL', ...TOKENS.map(({ variable }) => variable), ...FORGES.map(hookVariable)].join(', ');
  return `a secret does not belong in this file. Secrets come from the environment (${known}); take this line out.`;
}

function addressMessage(path: readonly (string | number)[], value: string): string {
  if (/^postgres/i.test(value))
    return 'an address with a password does not belong in this file. Put it into the environment as DATABASE_URL.';
  if (path[0] !== 'sources') return 'an address with a password does not belong in this file. Write it without.';
  return "an address with a password does not belong in this file. Write it without; git's credential helper or an SSH key opens private repositories.";
}
