// Places in a text are counted in code points, as the server counts them. Here: cutting a text at the borders of
// highlights, moving a selection by words, and reading a mouse selection.
export type Span = { start: number; length: number };
export type Run = { text: string; start: number; ids: string[]; picked: boolean };

export const pointsOf = (text: string) => [...text];

/** Cuts a text where a highlight or the selection begins or ends; each run knows what covers it. */
export function cut(points: string[], spans: readonly (Span & { id: string })[], picked: Span | null): Run[] {
  const borders = new Set([0, points.length]);
  for (const s of picked ? [...spans, picked] : spans) {
    borders.add(Math.max(0, Math.min(points.length, s.start)));
    borders.add(Math.max(0, Math.min(points.length, s.start + s.length)));
  }
  const sorted = [...borders].sort((a, b) => a - b);
  const covers = (s: Span, at: number) => s.start <= at && at < s.start + s.length;
  return sorted.slice(0, -1).map((start, i) => ({
    text: points.slice(start, sorted[i + 1]).join(''),
    start,
    ids: spans.filter((s) => covers(s, start)).map((s) => s.id),
    picked: picked !== null && covers(picked, start),
  }));
}

/** Where words begin and end, as [start, end) in code points; scripts without spaces are cut by the browser's rules. */
export function wordsOf(text: string): [number, number][] {
  const found: [number, number][] = [];
  let at = 0;
  for (const part of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)) {
    const length = pointsOf(part.segment).length;
    if (part.isWordLike) found.push([at, at + length]);
    at += length;
  }
  return found;
}

export type Cursor = { anchor: number; head: number };

/** The span from the word where selecting began to the word it reached. */
export function spanOf(words: [number, number][], c: Cursor): Span | null {
  const a = words[Math.min(c.anchor, c.head)];
  const b = words[Math.max(c.anchor, c.head)];
  return a && b ? { start: a[0], length: b[1] - a[0] } : null;
}

const linePoints = 60;

/** The next position for an arrow key: left and right by a word, up and down by about a line. */
export function step(words: [number, number][], head: number, key: string): number {
  const last = words.length - 1;
  const here = words[head]?.[0] ?? 0;
  if (key === 'ArrowRight') return Math.min(last, head + 1);
  if (key === 'ArrowLeft') return Math.max(0, head - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'ArrowDown') {
    const to = words.findIndex((w) => w[0] >= here + linePoints);
    return to < 0 ? last : to;
  }
  if (key === 'ArrowUp') {
    const to = words.findLastIndex((w) => w[0] <= here - linePoints);
    return to < 0 ? 0 : to;
  }
  return head;
}

/** What the mouse selected inside a box, in code points; null when nothing or outside. Spaces at the ends are cut. */
export function selectedIn(box: HTMLElement): Span | null {
  const selection = window.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.startContainer) || !box.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const text = range.toString();
  const lead = pointsOf(text).length - pointsOf(text.trimStart()).length;
  const length = pointsOf(text.trim()).length;
  return length > 0 ? { start: pointsOf(before.toString()).length + lead, length } : null;
}
