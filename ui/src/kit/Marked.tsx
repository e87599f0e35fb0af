// Text with what a search found marked.
import { around, mark } from './marks';

export function Marked({ text, query, max }: { text: string; query: string; max?: number }) {
  const shown = max ? around(text, query, max) : text;
  return mark(shown, query).map((p, i) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, never reordered
    p.hit ? <mark key={i}>{p.text}</mark> : <span key={i}>{p.text}</span>,
  );
}
