/** Structured logger on stderr that never prints a secret. */
import pino from 'pino';

export type Log = pino.Logger;

/** Credentials inside any address (`https://user:token@host`): the part before the `@`. */
const CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/** Blots out the known secrets and the credentials in addresses. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let out = text.replace(CREDENTIALS, '$1***@');
  for (const secret of secrets) if (secret.length > 3) out = out.replaceAll(secret, '***');
  return out;
}

/**
 * JSON lines, or plain lines on a terminal. Redaction works on the finished line, so no field can slip past it.
 */
export function createLog(options: {
  level?: string;
  secrets?: readonly string[];
  pretty?: boolean;
  write?: (line: string) => void;
}): Log {
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const line = options.pretty ? plain : (json: string) => json;
  const stream = { write: (json: string) => write(redact(line(json), options.secrets)) };
  return pino({ level: options.level ?? 'info', base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}

const MARKS: Record<number, string> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };

/** `12:03:04 message (key=value …)`, for people. */
function plain(json: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(json) as Record<string, unknown> & { level: number };
  const fields = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  if (err && typeof err === 'object' && 'message' in err) fields.push(String(err.message));
  return `${String(time).slice(11, 19)} ${MARKS[level] ?? ''}${msg ?? ''}${fields.length ? ` (${fields.join(' ')})` : ''}\n`;
}
