// An insight becomes an opportunity by one typed field, the need; the two are linked.
import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { hrefOf } from '../../kit/Chips';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { SolutionWarning } from '../../kit/chain/SolutionWarning';
import { useInlineForm } from '../../kit/chain/useInlineForm';

export function NeedForm({ insight, close }: { insight: AnyRow; close: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const { act } = useAct();
  const [need, setNeed] = useState('');
  const send = async () => {
    const made = await act({
      run: () => api.post<AnyRow>('/opportunities', { need: need.trim(), area_id: insight.area_id ?? undefined }),
      done: t('theme.opportunityMade'),
      renew: [],
      fields: true,
    });
    if (!made) return null;
    const linked = await act({
      run: () => api.post('/links', { from: insight.id, to: made.id, sign: 1 }),
      renew: chainKeys,
    });
    return linked ? made : null;
  };
  const { form, errors, busy, onSubmit } = useInlineForm(
    send,
    (made) => void navigate({ to: hrefOf('opportunity', made.id, made.number) }),
  );
  return (
    <InlineForm
      title={t('theme.toOpportunity')}
      form={form}
      onSubmit={onSubmit(need.trim() ? [] : ['need'])}
      close={close}
      submit={t('theme.opportunitySubmit')}
      busy={busy}
      error={errors['']}
    >
      <TextInput
        name="need"
        label={t('theme.need')}
        description={t('theme.needWhy')}
        value={need}
        onChange={(e) => setNeed(e.currentTarget.value)}
        error={errors.need}
        autoFocus
        maxLength={2000}
      />
      <SolutionWarning text={need} />
    </InlineForm>
  );
}
