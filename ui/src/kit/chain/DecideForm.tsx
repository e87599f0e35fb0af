// Saying not now, no, or that evidence is missing: one line of reason makes the light record, and the record shows whom
// to tell.
import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { useAct } from '../act';
import { InlineForm } from './InlineForm';
import { chainKeys, type Decided, decide } from './queries';
import { useInlineForm } from './useInlineForm';

const outcomes = ['not_now', 'wont', 'need_evidence'] as const;

type Props = { opportunity: string; close: () => void; done: (d: Decided) => void };

export function DecideForm({ opportunity, close, done }: Props) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const [outcome, setOutcome] = useState<string>('not_now');
  const [reason, setReason] = useState('');
  const send = () =>
    act({
      run: () => decide(opportunity, { outcome, reason: reason.trim() }),
      done: t('decision.light.done'),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(send, done);
  return (
    <InlineForm
      title={t('decision.light.title')}
      form={form}
      onSubmit={onSubmit(reason.trim() ? [] : ['reason'])}
      close={close}
      submit={t('decision.light.submit')}
      busy={busy}
      error={errors['']}
    >
      <Select
        label={t('decision.light.outcome')}
        data={outcomes.map((o) => ({ value: o, label: words('enum', o) }))}
        value={outcome}
        onChange={(v) => setOutcome(v ?? 'not_now')}
        allowDeselect={false}
        w={260}
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
