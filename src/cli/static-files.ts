/**
 * The server's answers as files: from the front page on, along every link, so that no link of a static site leads
 * nowhere.
 */

export interface StaticFile {
  /** Below the site's folder, with `/`, as people write it. */
  file: string;
  body: Buffer;
}

export interface Answers {
  request(path: string): Response | Promise<Response>;
}

/** Bounded, in case pages ever link to ever new ones. */
const MOST = 5_000_000;
const LINK = /\s(?:href|src)="([^"#?]+)[^"]*"/g;
/** Named by its whole address. */
const PREVIEW = /<meta property="og:image" content="([^"]+)"/g;
const LOC = /<loc>([^<]+)<\/loc>/g;

/**
 * `base`: path of the site below its host, without a slash at its end. `paths`: where to begin besides the front page,
 * below `base`, percent-encoded; those that are not there are left out.
 */
export async function* staticFiles(app: Answers, base: string, paths: readonly string[]): AsyncGenerator<StaticFile> {
  const begun = new Set(paths);
  const known = new Set(['/', ...paths]);
  const waiting = [...known];
  // What a page links to comes right after it: what made the page is still at hand then.
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const response = await app.request(base + path);
    if (!response.ok) {
      if (begun.has(path)) continue;
      throw new Error(`${path} is linked, but the answer was ${response.status}`);
    }
    const type = response.headers.get('content-type') ?? '';
    const body = Buffer.from(await response.arrayBuffer());
    yield { file: fileOf(path, type), body };
    const links = linksOf(type, body, base).filter((link) => !known.has(link));
    for (const link of links) known.add(link);
    waiting.push(...new Set(links));
    if (known.size > MOST) throw new Error(`more than ${MOST} files were linked`);
  }
}

/** A page is the index of a folder of its name: hosts of files answer its address with it. */
function fileOf(path: string, type: string): string {
  const name = decodeURIComponent(path).slice(1);
  if (!type.startsWith('text/html')) return name;
  return name === '' ? 'index.html' : `${name}/index.html`;
}

function linksOf(type: string, body: Buffer, base: string): string[] {
  const isPage = type.startsWith('text/html');
  if (!isPage && !type.startsWith('application/xml')) return [];
  const text = body.toString();
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, address]) => entities(address!));
  const whole = all(isPage ? PREVIEW : LOC).map((address) => URL.parse(address)?.pathname ?? '');
  return [...whole, ...(isPage ? all(LINK) : [])]
    .filter((path) => path.startsWith(`${base}/`) && !path.startsWith('//'))
    .map((path) => path.slice(base.length));
}

function entities(text: string): string {
  return text.replace(/&#(\d+);|&(amp|quot|lt|gt);/g, (_, code: string | undefined, name: string) =>
    code ? String.fromCodePoint(Number(code)) : { amp: '&', quot: '"', lt: '<', gt: '>' }[name]!,
  );
}
