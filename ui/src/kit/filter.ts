// The filter grammar of URLs, saved views and the API: `field:value`, `-field:value`, `a,b` (or), `lo..hi`, quotes.
// Words without a field are full-text words; they travel as `q`.
export type Token = { field: string; not: boolean; values: string[] };

/** Splits at spaces outside quotes; an unclosed quote runs to the end. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    if (/\s/.test(c) && !quoted) {
      if (word) words.push(word);
      word = '';
    } else word += c;
  }
  if (word) words.push(word);
  return words;
}

function splitValues(text: string): string[] {
  const values: string[] = [];
  let value = '';
  let quoted = false;
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    else if (c === ',' && !quoted) {
      values.push(value);
      value = '';
    } else value += c;
  }
  values.push(value);
  return values.filter((v) => v !== '');
}

const quote = (value: string) => (/[\s,"]/.test(value) ? `"${value.replace(/"/g, '')}"` : value);

export function parseFilter(text: string): { tokens: Token[]; words: string } {
  const tokens: Token[] = [];
  const words: string[] = [];
  for (const word of splitWords(text)) {
    const m = /^(-?)([a-z][a-z0-9_.]*):(.+)$/i.exec(word);
    const field = m?.[2];
    const values = splitValues(m?.[3] ?? '');
    if (m && field && values.length > 0) tokens.push({ field, not: m[1] === '-', values });
    else words.push(word);
  }
  return { tokens, words: words.join(' ') };
}

export const formatToken = (t: Token) => `${t.not ? '-' : ''}${t.field}:${t.values.map(quote).join(',')}`;

export const formatFilter = (tokens: readonly Token[]) => tokens.map(formatToken).join(' ');

/** Adds a token; a second value for the same field and sign joins the first with "or". */
export function addToken(filter: string, token: Token): string {
  const { tokens } = parseFilter(filter);
  const same = tokens.find((t) => t.field === token.field && t.not === token.not);
  if (same && !token.values.some((v) => v.includes('..'))) {
    same.values = [...new Set([...same.values, ...token.values])];
    return formatFilter(tokens);
  }
  return formatFilter([...tokens.filter((t) => t !== same), token]);
}

export function dropToken(filter: string, index: number): string {
  return formatFilter(parseFilter(filter).tokens.filter((_, i) => i !== index));
}

/** The first value asked for a field, when the filter names exactly that one. */
export function firstValue(filter: string, field: string): string | null {
  return parseFilter(filter).tokens.find((t) => t.field === field && !t.not)?.values[0] ?? null;
}

/** Replaces every token of a field by one value, or removes them. */
export function setToken(filter: string, field: string, value: string | null): string {
  const rest = parseFilter(filter).tokens.filter((t) => t.field !== field);
  return formatFilter(value === null ? rest : [...rest, { field, not: false, values: [value] }]);
}
