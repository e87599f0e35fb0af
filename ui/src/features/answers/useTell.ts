// One run of telling people: the list to walk (drafts and those not drafted yet), the one in hand, and what can be done.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { type Approved, approveAnswers, draftAnswers, type Sendable, type Tell, tellKeys } from '../../kit/chain/tell';

export type Line = {
  key: string;
  contact: string;
  account: string | null;
  language: string;
  asking: boolean;
  draft: AnyRow | null;
  open: Sendable | null;
};
export type Refused = Approved['refused'][number];

/** Drafts first, then those who could be told; one line a customer. */
export function linesOf(tell: Tell, drafts: readonly AnyRow[]): Line[] {
  const made = drafts.map(
    (d): Line => ({
      key: d.id,
      contact: stringOf(d.contact_label),
      account: null,
      language: stringOf(d.language),
      asking: false,
      draft: d,
      open: null,
    }),
  );
  const open = tell.sendable.map(
    (s): Line => ({
      key: s.contact_id,
      contact: s.contact_label,
      account: s.account_label,
      language: s.language,
      asking: s.needs_asking,
      draft: null,
      open: s,
    }),
  );
  return [...made, ...open];
}

export function useDrafts(tell: Tell): AnyRow[] {
  const ids = new Set(tell.answers.filter((a) => a.state === 'draft').map((a) => a.id));
  const field = tell.about.type === 'release' ? 'release_id' : 'decision_id';
  const { data } = useQuery({
    ...allQuery('answer', { f: `state:draft ${field}:${tell.about.id}` }),
    enabled: ids.size > 0,
  });
  return (data?.data ?? []).filter((d) => ids.has(d.id));
}

export function useTell(about: string, lines: Line[]) {
  const t = useT();
  const { act } = useAct();
  const [refused, setRefused] = useState<Refused[]>([]);
  const [words, setWords] = useState<Record<string, string>>({});
  const own = Object.values(words).some((w) => w.trim()) ? words : undefined;
  const note = (a: Approved | null) => {
    if (a) setRefused(a.refused);
    return a;
  };
  const approve = async (ids: string[]) =>
    ids.length === 0
      ? null
      : note(
          await act({
            run: () => approveAnswers(ids),
            done: (a) => t('answers.held', { n: a.approved }),
            renew: tellKeys,
          }),
        );
  /** Drafts what is not drafted yet; `contacts` absent means all that need no asking. */
  const draft = (contacts: string[] | undefined, quiet: boolean) =>
    act({
      run: () => draftAnswers(about, { contact_ids: contacts, body: own }),
      done: quiet ? undefined : (d) => t('answers.drafted', { n: d.created }),
      renew: quiet ? [] : tellKeys,
    });
  const approveOne = async (line: Line) => {
    if (line.draft) return approve([line.draft.id]);
    const made = await draft([line.key], true);
    return made ? approve(made.answers.map((a) => a.id)) : null;
  };
  const approveAll = async () => {
    const drafts = lines.flatMap((l) => (l.draft ? [l.draft.id] : []));
    const rest = lines.some((l) => l.open && !l.asking);
    const made = rest ? await draft(undefined, true) : null;
    if (rest && !made) return null;
    return approve([...drafts, ...(made?.answers.map((a) => a.id) ?? [])]);
  };
  const edit = async (line: Line, subject: string, body: string) => {
    const made = line.draft ? null : await draft([line.key], true);
    const row = line.draft ?? made?.answers[0];
    if (!row) return null;
    return act({
      run: () => api.patch<AnyRow>(`/answers/${row.id}`, { subject, body }, row.rev),
      done: t('saved'),
      renew: tellKeys,
      fields: true,
    });
  };
  return { refused, words, setWords, draft, approveOne, approveAll, edit };
}
