// Which parts of a text a search found: words are compared without case and accents, the last letters of a word may
// go on ("export" finds "exporting"), quoted words must stand together.
export type Piece = { text: string; hit: boolean };

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The terms of a query: quoted phrases and single words; those that start with `-` are not looked for. */
export function termsOf(query: string): string[] {
  const found = query.match(/-?"[^"]*"?|\S+/g) ?? [];
  return found
    .filter((w) => !w.startsWith('-') && !/^[a-z_.]+:/i.test(w))
    .map((w) => fold(w.replace(/[*"]/g, '').trim()))
    .filter((w) => w !== '');
}

/** Folding may change a text's length, so every folded letter remembers where it came from. */
function foldWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = '';
  const places: number[] = [];
  let at = 0;
  for (const c of text) {
    const plain = fold(c);
    for (let i = 0; i < plain.length; i++) places.push(at);
    folded += plain;
    at += c.length;
  }
  places.push(text.length);
  return { folded, places };
}

const isLetter = (c: string | undefined) => c !== undefined && /[\p{L}\p{N}]/u.test(c);

export function mark(text: string, query: string): Piece[] {
  const terms = termsOf(query);
  if (terms.length === 0) return [{ text, hit: false }];
  const { folded, places } = foldWithPlaces(text);
  const hits: [number, number][] = [];
  for (const term of terms) {
    for (let i = folded.indexOf(term); i >= 0; i = folded.indexOf(term, i + 1)) {
      if (isLetter(term[0]) && isLetter(folded[i - 1])) continue;
      let end = i + term.length;
      while (isLetter(term.at(-1)) && isLetter(folded[end])) end++;
      hits.push([places[i] ?? 0, places[end] ?? text.length]);
    }
  }
  hits.sort((a, b) => a[0] - b[0]);
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start, end] of hits) {
    if (end <= at) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), hit: false });
    pieces.push({ text: text.slice(Math.max(start, at), end), hit: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), hit: false });
  return pieces;
}

/** A part of a long text around its first hit, cut at words. */
export function around(text: string, query: string, max: number): string {
  if (text.length <= max) return text;
  const pieces = mark(text, query);
  let first = 0;
  for (const p of pieces) {
    if (p.hit) break;
    first += p.text.length;
  }
  if (first >= text.length) first = 0;
  const from = Math.max(0, first - Math.floor(max / 3));
  const start = from === 0 ? 0 : text.indexOf(' ', from) + 1;
  const cut = text.slice(start, start + max);
  const space = cut.lastIndexOf(' ');
  const tail = start + max < text.length;
  return `${start > 0 ? '… ' : ''}${tail && space > max / 2 ? cut.slice(0, space) : cut}${tail ? ' …' : ''}`;
}
