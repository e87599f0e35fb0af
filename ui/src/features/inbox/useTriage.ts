// One item's triage: what was chosen so far and what each key does. Nothing is sent before Enter, except the single
// keys that settle the item at once (spam, duplicate, no theme).
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { suggestionsQuery, type Triage, triage } from '../evidence/queries';

const renew = [['evidence'], ['trace'], ['links'], ['today'], ['theme']];

export type Draft = {
  theme_id?: string;
  theme_name?: string;
  new_theme?: string;
  request: string;
  need: string;
  emotion: number | null;
  urgency: string;
};

export function useTriage(row: AnyRow, next: () => void) {
  const t = useT();
  const { act, say } = useAct();
  const { data: offers } = useQuery(suggestionsQuery(row.id));
  const [draft, setDraft] = useState<Draft>({
    request: stringOf(row.request),
    need: stringOf(row.need),
    emotion: typeof row.emotion === 'number' ? row.emotion : null,
    urgency: stringOf(row.urgency) || 'normal',
  });
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const settle = async (body: Triage, done: string) => {
    const settled = await act({ run: () => triage(row, body), done, renew });
    if (settled) next();
  };
  const common = (): Triage => ({
    request: draft.request || undefined,
    need: draft.need || undefined,
    emotion: draft.emotion ?? undefined,
    urgency: draft.urgency,
  });
  const finish = () => {
    const theme: Triage = draft.new_theme
      ? { new_theme: draft.new_theme }
      : draft.theme_id
        ? { theme_id: draft.theme_id }
        : {};
    const name = draft.new_theme ?? draft.theme_name;
    return settle({ ...common(), ...theme }, name ? t('triage.done.theme', { theme: name }) : t('triage.done'));
  };
  const accept = (i: number) => {
    const offer = offers?.themes[i];
    if (offer) set({ theme_id: offer.id, theme_name: offer.name, new_theme: undefined });
  };
  const duplicate = () => {
    const twin = offers?.duplicates.find((d) => d.same_contact !== false);
    if (twin) return void settle({ duplicate_of: twin.id }, t('triage.done.duplicate'));
    const near = offers?.similar[0] ?? offers?.duplicates[0];
    say(near ? t('triage.notTwin') : t('triage.noTwin'));
    if (near) accept(0);
  };
  const wait = async () => {
    const waiting = await act({
      run: () => api.post(`/evidence/${row.id}/move`, { to: 'waiting', reason: t('triage.waiting') }, row.rev),
      done: t('triage.done.waiting'),
      renew,
    });
    if (waiting) next();
  };
  return {
    draft,
    set,
    offers,
    accept,
    finish,
    duplicate,
    wait,
    noTheme: () => settle({ ...common(), no_theme: true }, t('triage.done.noTheme')),
    spam: () => settle({ spam: true }, t('triage.done.spam')),
  };
}
