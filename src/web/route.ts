/** Parts of addresses as they came: a router's own decoding loses `%2F`. */

/** What follows `/name/` in a request's path, percent-encoded, without query. */
export function restOf(url: string, name: string): string {
  const start = url.indexOf(`/${name}/`, url.indexOf('://') + 3) + name.length + 2;
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

/** Percent-decoded; undefined for what is not properly encoded. */
export function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
