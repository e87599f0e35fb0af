// Committing: metric, baseline, target, date and a probability that is frozen with it; or the words "unmeasured bet".
import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { InlineForm } from '../../kit/chain/InlineForm';
import { chainKeys } from '../../kit/chain/queries';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { Warn } from '../../kit/chain/Warn';
import { type CommitBody, commit } from './queries';
import css from './roadmap.module.css';

type Values = {
  metric: string;
  baseline: string | number;
  target: string | number;
  due_on: string;
  prediction: string | number;
  guardrail: string;
};
const start = (row: AnyRow): Values => {
  const n = (v: unknown) => (typeof v === 'number' ? v : '');
  return {
    metric: stringOf(row.metric),
    baseline: n(row.baseline),
    target: n(row.target),
    due_on: stringOf(row.due_on),
    prediction: typeof row.prediction === 'number' ? row.prediction * 100 : '',
    guardrail: stringOf(row.guardrail),
  };
};
const num = (v: string | number) => (v === '' ? undefined : Number(v));

function body(v: Values, bet: boolean): CommitBody {
  const common = { guardrail: v.guardrail.trim() || undefined };
  if (bet) return { ...common, unmeasured_bet: true };
  const p = num(v.prediction);
  return {
    ...common,
    metric: v.metric.trim(),
    baseline: num(v.baseline),
    target: num(v.target),
    due_on: v.due_on || undefined,
    prediction: p === undefined ? undefined : p / 100,
  };
}

export function CommitForm({ row, close }: { row: AnyRow; close: () => void }) {
  const t = useT();
  const { act } = useAct();
  const [v, setV] = useState(() => start(row));
  const [bet, setBet] = useState(false);
  const set = (change: Partial<Values>) => setV((old) => ({ ...old, ...change }));
  const send = () =>
    act({ run: () => commit(row, body(v, bet)), done: t('roadmap.committed'), renew: chainKeys, fields: true });
  const { form, errors, busy, onSubmit } = useInlineForm(send, close);
  const needed: [string, boolean][] = [
    ['metric', v.metric.trim() !== ''],
    ['target', v.target !== ''],
    ['due_on', v.due_on !== ''],
    ['prediction', v.prediction !== ''],
  ];
  const missing = bet ? [] : needed.flatMap(([name, there]) => (there ? [] : [name]));
  return (
    <InlineForm
      title={t('roadmap.commitTitle')}
      form={form}
      onSubmit={onSubmit(missing)}
      close={close}
      submit={t('roadmap.commit')}
      busy={busy}
      error={errors['']}
    >
      {bet ? (
        <Warn>{t('roadmap.betWhy')}</Warn>
      ) : (
        <div className={css.commit}>
          <TextInput
            name="metric"
            label={t('roadmap.metric')}
            value={v.metric}
            onChange={(e) => set({ metric: e.currentTarget.value })}
            error={errors.metric}
            autoFocus
            maxLength={200}
          />
          <NumberInput
            name="baseline"
            label={t('roadmap.baseline')}
            value={v.baseline}
            onChange={(baseline) => set({ baseline })}
            error={errors.baseline}
            hideControls
          />
          <NumberInput
            name="target"
            label={t('roadmap.target')}
            value={v.target}
            onChange={(target) => set({ target })}
            error={errors.target}
            hideControls
          />
          <TextInput
            name="due_on"
            type="date"
            label={t('roadmap.dueOn')}
            value={v.due_on}
            onChange={(e) => set({ due_on: e.currentTarget.value })}
            error={errors.due_on}
          />
          <NumberInput
            name="prediction"
            label={t('roadmap.probability')}
            description={t('roadmap.probabilityWhy')}
            suffix=" %"
            value={v.prediction}
            onChange={(prediction) => set({ prediction })}
            min={0}
            max={100}
            error={errors.prediction}
            hideControls
          />
        </div>
      )}
      {!bet && Number(v.prediction) >= 100 ? <Warn>{t('roadmap.certain')}</Warn> : null}
      <TextInput
        name="guardrail"
        label={t('roadmap.guardrail')}
        description={t('roadmap.guardrailWhy')}
        value={v.guardrail}
        onChange={(e) => set({ guardrail: e.currentTarget.value })}
        error={errors.guardrail}
        maxLength={500}
      />
      <Checkbox label={t('roadmap.betChoose')} checked={bet} onChange={(e) => setBet(e.currentTarget.checked)} />
    </InlineForm>
  );
}
