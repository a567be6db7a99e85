/** Colours of the style sheet as the eye meets them: contrast as WCAG 2.2 defines it. */

export type Tokens = Record<string, string>;

/** Return the custom properties of the first `:root` rule after `from` in a style sheet. */
export function tokensAfter(css: string, from: string): Tokens {
  const start = from === "" ? 0 : css.indexOf(from);
  if (start < 0) throw new Error(`no ${from} in the style sheet`);
  const open = css.indexOf(":root {", start);
  const body = css.slice(open, css.indexOf("}", open));
  return Object.fromEntries(
    [...body.matchAll(/--([a-z-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
}

/**
 * Return relative luminance of "oklch(L C H)".
 *
 * Source: CSS Color 4 (OKLab matrices) and WCAG 2.2 (luminance of linear sRGB).
 */
export function luminance(colour: string): number {
  const found = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(colour);
  if (found === null) throw new Error(`not a plain oklch colour: ${colour}`);
  const [L = 0, C = 0, H = 0] = found.slice(1).map(Number);
  const a = C * Math.cos((H * Math.PI) / 180);
  const b = C * Math.sin((H * Math.PI) / 180);
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((channel) => Math.min(1, Math.max(0, channel)));
  const [red = 0, green = 0, blue = 0] = rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
