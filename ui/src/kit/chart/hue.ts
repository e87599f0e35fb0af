// One hue per theme everywhere: eight in the order the workspace made its themes, then a neutral one.
const hues = 8;

/** The hue of a theme from its short number ("T-3"), else the neutral one. */
export function hueOf(number: string | null | undefined): number {
  const n = Number(/(\d+)$/.exec(number ?? '')?.[1] ?? 0);
  return n >= 1 && n <= hues ? n - 1 : hues;
}
