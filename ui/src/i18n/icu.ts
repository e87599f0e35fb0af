// A small formatter for the part of ICU MessageFormat our catalogue uses: {name}, {n, number}, {n, plural, ...} with =0
// and # inside, {x, select, ...}. Never builds HTML: the result is plain text.
export type Values = Record<string, string | number>;

type Part = string | { name: string; kind: 'value' | 'number' } | Choice;
type Choice = { name: string; kind: 'plural' | 'select'; cases: Map<string, Part[]> };

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  message(nested: boolean): Part[] {
    const parts: Part[] = [];
    let plain = '';
    while (this.at < this.text.length) {
      const c = this.text.charAt(this.at);
      if (c === '}' && nested) break;
      this.at++;
      if (c !== '{') {
        plain += c;
        continue;
      }
      if (plain) parts.push(plain);
      plain = '';
      parts.push(this.argument());
    }
    if (plain) parts.push(plain);
    return parts;
  }

  private until(stop: RegExp): string {
    const from = this.at;
    while (this.at < this.text.length && !stop.test(this.text.charAt(this.at))) this.at++;
    return this.text.slice(from, this.at).trim();
  }

  private argument(): Part {
    const name = this.until(/[,}]/);
    if (this.text.charAt(this.at++) === '}') return { name, kind: 'value' };
    const kind = this.until(/[,}]/);
    if (this.text.charAt(this.at++) === '}') return { name, kind: 'number' };
    const cases = new Map<string, Part[]>();
    for (;;) {
      const key = this.until(/[{}]/);
      const c = this.text.charAt(this.at++);
      if (c !== '{') break;
      cases.set(key, this.message(true));
      this.at++;
    }
    return { name, kind: kind === 'select' ? 'select' : 'plural', cases };
  }
}

function pick(part: Choice, value: string | number, locale: string): Part[] {
  if (part.kind === 'plural') {
    const exact = part.cases.get(`=${value}`);
    if (exact) return exact;
    const rule = new Intl.PluralRules(locale).select(Number(value));
    const found = part.cases.get(rule);
    if (found) return found;
  }
  return part.cases.get(String(value)) ?? part.cases.get('other') ?? [];
}

function render(parts: Part[], values: Values, locale: string, count: number | null): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return count === null ? part : part.replace(/#/g, count.toLocaleString(locale));
      const value = values[part.name] ?? '';
      if (part.kind === 'value') return typeof value === 'number' ? value.toLocaleString(locale) : value;
      if (part.kind === 'number') return Number(value).toLocaleString(locale);
      const inner = part.kind === 'plural' ? Number(value) : count;
      return 'cases' in part ? render(pick(part, value, locale), values, locale, inner) : '';
    })
    .join('');
}

const parsed = new Map<string, Part[]>();

export function format(message: string, values: Values = {}, locale = 'en'): string {
  let parts = parsed.get(message);
  if (!parts) {
    parts = new Reader(message).message(false);
    parsed.set(message, parts);
  }
  return render(parts, values, locale, null);
}
