// One item's triage: what was chosen so far and what each key does. Nothing is sent before Enter, except the single
// keys that settle the item at once (spam, duplicate, no theme, waiting). The next item shows before the server has
// answered; a refusal brings the item back.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Reply } from '../../api/client';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { patchCached } from '../../kit/usePatch';
import { suggestionsQuery, type Triage, triage } from '../evidence/queries';

/** What a settled item may have changed elsewhere. The list itself is not read again: the item just left it. */
const renew = [['trace'], ['links'], ['today'], ['theme']];

export type Draft = {
  theme_id?: string;
  theme_name?: string;
  new_theme?: string;
  request: string;
  need: string;
  emotion: number | null;
  urgency: string;
};

/** What the page does when an item is settled, and when the server refuses after all. */
export type Settling = { left: () => void; back: () => void };

function startDraft(row: AnyRow): Draft {
  return {
    request: stringOf(row.request),
    need: stringOf(row.need),
    emotion: typeof row.emotion === 'number' ? row.emotion : null,
    urgency: stringOf(row.urgency) || 'normal',
  };
}

function useSettle(row: AnyRow, settling: Settling) {
  const client = useQueryClient();
  const { act } = useAct();
  return async (run: () => Promise<Reply<AnyRow>>, done: string) => {
    settling.left();
    const settled = await act({ run, done, renew });
    if (settled) patchCached(client, 'evidence', row.id, settled);
    else settling.back();
  };
}

export function useTriage(row: AnyRow, settling: Settling) {
  const t = useT();
  const { say } = useAct();
  const { data: offers } = useQuery(suggestionsQuery(row.id));
  const [draft, setDraft] = useState<Draft>(() => startDraft(row));
  const settle = useSettle(row, settling);
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const send = (body: Triage, done: string) => settle(() => triage(row, body), done);
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
    return send({ ...common(), ...theme }, name ? t('triage.done.theme', { theme: name }) : t('triage.done'));
  };
  const accept = (i: number) => {
    const offer = offers?.themes[i];
    if (!offer) return;
    const again = draft.theme_id === offer.id;
    set({ theme_id: again ? undefined : offer.id, theme_name: again ? undefined : offer.name, new_theme: undefined });
  };
  const duplicate = () => {
    const twin = offers?.duplicates.find((d) => d.same_contact !== false);
    if (twin) return void send({ duplicate_of: twin.id }, t('triage.done.duplicate'));
    const near = offers?.similar[0] ?? offers?.duplicates[0];
    say(near ? t('triage.notTwin') : t('triage.noTwin'));
    if (near && !draft.theme_id) accept(0);
  };
  const move = (to: string, reason: string) => api.post<AnyRow>(`/evidence/${row.id}/move`, { to, reason }, row.rev);
  const elsewhere = (note: string) =>
    settle(async () => {
      await api.post('/answers/elsewhere', { contact_id: row.contact_id ?? undefined, evidence_ids: [row.id], note });
      return triage(row, common());
    }, t('triage.done.elsewhere'));
  return {
    draft,
    set,
    offers,
    accept,
    finish,
    duplicate,
    elsewhere,
    wait: () => settle(() => move('waiting', t('triage.waiting')), t('triage.done.waiting')),
    noTheme: () => send({ ...common(), no_theme: true }, t('triage.done.noTheme')),
    spam: () => send({ spam: true }, t('triage.done.spam')),
  };
}

export type Triaging = ReturnType<typeof useTriage>;
