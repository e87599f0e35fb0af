// A goal picked from those there are, or a new one by typing its title.
import { Autocomplete } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { allQuery } from '../../api/queries';
import { stringOf } from '../../api/types';
import { useT } from '../../i18n';

type Props = { value: string; onChange: (text: string) => void; error?: string; autoFocus?: boolean };

export function useGoals(): Map<string, string> {
  const { data } = useQuery(allQuery('goal', {}));
  return new Map((data?.data ?? []).map((g) => [stringOf(g.objective), g.id]));
}

/** How the API wants what was typed: an existing goal by id, anything else as the title of a new one. */
export function goalBody(goals: Map<string, string>, text: string): { goal_id?: string; goal_title?: string } {
  const typed = text.trim();
  const id = goals.get(typed);
  return typed === '' ? {} : id ? { goal_id: id } : { goal_title: typed };
}

export function GoalInput({ value, onChange, error, autoFocus }: Props) {
  const t = useT();
  const goals = useGoals();
  const fresh = value.trim() !== '' && !goals.has(value.trim());
  return (
    <Autocomplete
      name="goal_id"
      label={t('roadmap.place.goal')}
      description={fresh ? t('roadmap.place.goalNew') : t('roadmap.place.goalWhy')}
      data={[...goals.keys()]}
      value={value}
      onChange={onChange}
      error={error}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      maxLength={500}
      selectFirstOptionOnChange={false}
    />
  );
}
