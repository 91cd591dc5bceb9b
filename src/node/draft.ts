/**
 * Whether a file's head says that it is a draft in a way the front matter reader could not take in: another language
 * (`+++`, `---toml`, `---js`), or a block that does not parse. What might be a draft stays unseen.
 */

/** The head that is looked at, UTF-16 units. */
const HEAD = 8_000;
const SAYS_SO =
  /^[\s{,"']*(?:(?:draft|private)["']?\s*[:=]\s*["']?(?:true|yes|on|1)|published["']?\s*[:=]\s*["']?(?:false|no|off|0))\b/im;

export function mayBeDraft(text: string): boolean {
  const opening = /^(---|\+\+\+|;;;|\{)/.exec(text)?.[1];
  if (opening === undefined) return false;
  const head = text.slice(opening === '{' ? 0 : opening.length, HEAD);
  const close = opening === '{' ? head.indexOf('\n}') : head.indexOf(`\n${opening}`);
  return SAYS_SO.test(close < 0 ? head : head.slice(0, close + 2));
}
