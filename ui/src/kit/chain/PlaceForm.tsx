// Putting an opportunity (or moving an item) on the roadmap: `now` and `next` ask for a goal, every step for one line of
// reason. The program writes the light decision record. Opened by drag, by menu, by key.
import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { useAct } from '../act';
import css from './chain.module.css';
import { GoalInput, goalBody, useGoals } from './GoalInput';
import { InlineForm } from './InlineForm';
import { chainKeys, type Placed, place } from './queries';
import { type Horizon, horizons } from './types';
import { useInlineForm } from './useInlineForm';

export type PlaceWhat = {
  opportunity_id?: string;
  roadmap_item_id?: string;
  name: string;
  goal?: string | null;
  before_id?: string;
};
type Props = { what: PlaceWhat; horizon: Horizon; close: () => void; done: (placed: Placed) => void };

export function PlaceForm({ what, horizon: first, close, done }: Props) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const goals = useGoals();
  const [horizon, setHorizon] = useState<Horizon>(first);
  const [goal, setGoal] = useState(what.goal ?? '');
  const [reason, setReason] = useState('');
  const wantsGoal = horizon !== 'later';
  const send = () =>
    act({
      run: () =>
        place({
          opportunity_id: what.opportunity_id,
          roadmap_item_id: what.roadmap_item_id,
          before_id: what.before_id,
          horizon,
          reason: reason.trim() || undefined,
          ...(wantsGoal ? goalBody(goals, goal) : {}),
        }),
      done: t('roadmap.place.done', { horizon: words('enum', horizon) }),
      renew: chainKeys,
      fields: true,
    });
  const { form, errors, busy, onSubmit } = useInlineForm(send, done);
  const missing = [...(wantsGoal && !goal.trim() ? ['goal_id'] : []), ...(reason.trim() ? [] : ['reason'])];
  return (
    <InlineForm
      title={t('roadmap.place.title', { what: what.name })}
      form={form}
      onSubmit={onSubmit(missing)}
      close={close}
      submit={t('roadmap.place.submit', { horizon: words('enum', horizon) })}
      busy={busy}
      error={errors['']}
    >
      <Select
        label={t('roadmap.place.horizon')}
        data={horizons.map((h) => ({ value: h, label: words('enum', h) }))}
        value={horizon}
        onChange={(v) => setHorizon(horizons.find((h) => h === v) ?? 'next')}
        allowDeselect={false}
        w={160}
        size="xs"
      />
      <div className={css.two}>
        {wantsGoal ? <GoalInput value={goal} onChange={setGoal} error={errors.goal_id} autoFocus={!goal} /> : null}
        <TextInput
          name="reason"
          label={t('roadmap.place.reason')}
          description={t('roadmap.place.reasonWhy')}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
          error={errors.reason}
          maxLength={4000}
          autoFocus={!wantsGoal || Boolean(goal)}
        />
      </div>
    </InlineForm>
  );
}
