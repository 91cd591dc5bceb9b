/** SVG to PNG. */

/** Pixels. What link previews ask for: 1.91 times as wide as high (https://ogp.me leaves it open; most want 1200). */
export const PICTURE = { width: 1200, height: 630 } as const;

/** Drawn on another thread, without any font of the machine: the same SVG gives the same bytes. */
export async function pngOf(svg: string): Promise<Buffer> {
  // 10 MB of program, which many a run never needs.
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: { loadSystemFonts: false },
    fitTo: { mode: 'width', value: PICTURE.width },
    logLevel: 'off',
  });
  return image.asPng();
}
