// Taking an item off the roadmap: no, or not now, with the reason. It writes the decision record and shows whom to tell.
import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { useAct } from '../../kit/act';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { type Dropped, dropItem } from './queries';

export function DropForm({ row, close, done }: { row: AnyRow; close: () => void; done: (d: Dropped) => void }) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const [outcome, setOutcome] = useState('wont');
  const [reason, setReason] = useState('');
  const send = () =>
    act({
      run: () => dropItem(row.id, { reason: reason.trim(), outcome }),
      done: t('roadmap.dropped'),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(send, done);
  return (
    <InlineForm
      title={t('roadmap.dropTitle', { what: stringOf(row.title) })}
      form={form}
      onSubmit={onSubmit(reason.trim() ? [] : ['reason'])}
      close={close}
      submit={t('roadmap.drop')}
      busy={busy}
      error={errors['']}
    >
      <Select
        label={t('decision.light.outcome')}
        data={['wont', 'not_now'].map((o) => ({ value: o, label: words('enum', o) }))}
        value={outcome}
        onChange={(v) => setOutcome(v ?? 'wont')}
        allowDeselect={false}
        w={220}
      />
      <TextInput
        name="reason"
        label={t('roadmap.place.reason')}
        description={t('roadmap.place.reasonWhy')}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
        error={errors.reason}
        autoFocus
        maxLength={4000}
      />
    </InlineForm>
  );
}
