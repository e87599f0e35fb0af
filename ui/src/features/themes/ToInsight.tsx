// A theme becomes an insight: the claim may be typed or left for later; its items become the support.
import { Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { hrefOf } from '../../kit/Chips';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { makeInsight } from './queries';

export function ToInsight({ theme, close }: { theme: AnyRow; close: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const { act } = useAct();
  const [claim, setClaim] = useState('');
  const send = () =>
    act({
      run: () => makeInsight(theme.id, { claim: claim.trim() || undefined }),
      done: t('theme.insightMade'),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(
    send,
    (made) => void navigate({ to: hrefOf('insight', made.id, made.number) }),
  );
  return (
    <InlineForm
      title={t('theme.toInsight')}
      form={form}
      onSubmit={onSubmit()}
      close={close}
      submit={t('theme.insightSubmit')}
      busy={busy}
      error={errors['']}
    >
      <Textarea
        name="claim"
        label={t('insight.claim')}
        description={t('theme.claimWhy')}
        autosize
        minRows={1}
        maxLength={2000}
        value={claim}
        onChange={(e) => setClaim(e.currentTarget.value)}
        error={errors.claim}
        autoFocus
      />
    </InlineForm>
  );
}
