// Saving a pasted ticket: the source and the contact are found or made, then the item.
import { api } from '../../api/client';
import type { AnyRow, List } from '../../api/types';

export type Capture = {
  words: string;
  title: string;
  email: string;
  name: string;
  account_id: string | null;
  source_id: string | null;
  kind: string;
  said_at: string;
  emotion: number | null;
};

export const emptyCapture = (source_id: string | null): Capture => ({
  words: '',
  title: '',
  email: '',
  name: '',
  account_id: null,
  source_id,
  kind: 'verbatim',
  said_at: '',
  emotion: null,
});

async function findOrMakeContact(c: Capture): Promise<string | undefined> {
  const email = c.email.trim().toLowerCase();
  if (!email && !c.name.trim()) return undefined;
  if (email) {
    const found = await api.get<List<AnyRow>>('/contacts', { f: `email:"${email}"`, limit: 1 });
    const first = found.data[0];
    if (first) return first.id;
  }
  const body = { email: email || undefined, name: c.name.trim() || undefined, account_id: c.account_id ?? undefined };
  return (await api.post<AnyRow>('/contacts', body)).body.id;
}

async function findOrMakeSource(c: Capture, fallback: string): Promise<string> {
  if (c.source_id) return c.source_id;
  const found = await api.get<List<AnyRow>>('/sources', { f: `name:"${fallback}"`, limit: 1 });
  const first = found.data[0];
  if (first) return first.id;
  return (await api.post<AnyRow>('/sources', { name: fallback, kind: 'other' })).body.id;
}

/** `fallback` names the source that is made when none was chosen. */
export async function saveCapture(c: Capture, fallback: string) {
  const [source_id, contact_id] = await Promise.all([findOrMakeSource(c, fallback), findOrMakeContact(c)]);
  return api.post<AnyRow>('/evidence', {
    source_id,
    contact_id,
    account_id: contact_id ? undefined : (c.account_id ?? undefined),
    kind: c.kind,
    verbatim: c.words,
    title: c.title || undefined,
    emotion: c.emotion ?? undefined,
    said_at: c.said_at || new Date().toISOString(),
  });
}
