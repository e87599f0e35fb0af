// Reads what a person pastes: the head of a mail or ticket (From, Subject, Date in a few languages) is taken apart,
// the rest are the customer's words.
export type Pasted = { words: string; email?: string; name?: string; title?: string; said_at?: string };

const heads: Readonly<Record<string, 'from' | 'title' | 'date' | 'skip'>> = {
  from: 'from',
  von: 'from',
  de: 'from',
  requester: 'from',
  'reply-to': 'from',
  customer: 'from',
  email: 'from',
  'e-mail': 'from',
  subject: 'title',
  betreff: 'title',
  objet: 'title',
  asunto: 'title',
  title: 'title',
  date: 'date',
  sent: 'date',
  datum: 'date',
  gesendet: 'date',
  fecha: 'date',
  created: 'date',
  to: 'skip',
  an: 'skip',
  cc: 'skip',
  à: 'skip',
  para: 'skip',
};

function readFrom(text: string): Pick<Pasted, 'email' | 'name'> {
  const email = /[^\s<>"',;:]+@[^\s<>"',;:]+\.[a-z]{2,}/i.exec(text)?.[0];
  const name = text
    .replace(email ?? '', '')
    .replace(/[<>()"']|mailto:/g, '')
    .trim();
  return { email, name: name || undefined };
}

function readDate(text: string): string | undefined {
  const at = new Date(text.replace(/(\d)(st|nd|rd|th)\b/, '$1').replace(/\bat\b/, ''));
  const ok = !Number.isNaN(at.getTime()) && at.getFullYear() > 1995 && at.getTime() <= Date.now() + 86_400_000;
  return ok ? at.toISOString() : undefined;
}

export function readPasted(text: string): Pasted {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/^\s*\n/, '')
    .split('\n');
  const found: Pasted = { words: '' };
  let at = 0;
  let any = false;
  for (; at < lines.length; at++) {
    const m = /^\*?\s*([\p{L}-]{1,12})\s*\*?\s*:\s*\*?\s*(.*)$/u.exec(lines[at] ?? '');
    const kind = heads[m?.[1]?.toLowerCase() ?? ''];
    if (!m || !kind) break;
    any = true;
    const value = (m[2] ?? '').trim();
    if (kind === 'from') Object.assign(found, readFrom(value));
    else if (kind === 'title') found.title = value || undefined;
    else if (kind === 'date') found.said_at = readDate(value);
  }
  // One line such as "Note: ..." is not a head; a mail's head has a sender or a subject.
  const isHead = any && (found.email !== undefined || found.title !== undefined);
  if (!isHead) return { words: text.trim() };
  return { ...found, words: lines.slice(at).join('\n').trim() };
}
