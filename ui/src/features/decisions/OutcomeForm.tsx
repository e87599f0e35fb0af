// Closing a record, or superseding a closed one: the outcome, the reason, and when to look again.
import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AnyRow } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { useAct } from '../../kit/act';
import css from '../../kit/chain/chain.module.css';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { type Closed, closeDecision, outcomes, supersede } from './queries';

type Props = { row: AnyRow; mode: 'close' | 'supersede'; close: () => void; done: (c: Closed) => void };

const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

export function OutcomeForm({ row, mode, close, done }: Props) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const [outcome, setOutcome] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [review, setReview] = useState(inDays(90));
  const send = () =>
    act({
      run: () =>
        mode === 'close'
          ? closeDecision(row, { outcome: outcome ?? '', reason: reason.trim(), review_on: review || undefined })
          : supersede(row.id, { outcome: outcome ?? '', reason: reason.trim() }),
      done: mode === 'close' ? t('decision.closed') : t('decision.superseded'),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(send, done);
  const missing = [...(outcome ? [] : ['outcome']), ...(reason.trim() ? [] : ['reason'])];
  return (
    <InlineForm
      title={mode === 'close' ? t('decision.close') : t('decision.supersede')}
      form={form}
      onSubmit={onSubmit(missing)}
      close={close}
      submit={mode === 'close' ? t('decision.close') : t('decision.supersede')}
      busy={busy}
      error={errors['']}
    >
      <div className={css.two}>
        <Select
          name="outcome"
          label={t('decision.light.outcome')}
          data={outcomes.map((o) => ({ value: o, label: words('enum', o) }))}
          value={outcome}
          onChange={setOutcome}
          error={errors.outcome}
          autoFocus
          data-autofocus
        />
        {mode === 'close' ? (
          <TextInput
            name="review_on"
            type="date"
            label={t('decision.reviewOn')}
            value={review}
            onChange={(e) => setReview(e.currentTarget.value)}
            error={errors.review_on}
          />
        ) : null}
      </div>
      <Textarea
        name="reason"
        label={t('roadmap.place.reason')}
        description={mode === 'close' ? t('decision.reasonWhy') : t('decision.supersedeWhy')}
        autosize
        minRows={2}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
        error={errors.reason}
        maxLength={4000}
      />
    </InlineForm>
  );
}
