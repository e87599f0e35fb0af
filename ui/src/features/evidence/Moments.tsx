// Struggling moments an item tells of. A moment needs who, when, where and why; the rest is optional.
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { linksQuery } from '../../api/queries';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { ApiForm, type FormValues } from '../../kit/ApiForm';
import { useAct } from '../../kit/act';
import { Obj } from '../../kit/Chips';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { useCan } from '../../kit/session';

const needed = ['who', 'when', 'where', 'why'];
const more = ['trigger', 'task', 'workaround', 'consequence', 'context'];

export function Moments({ row }: { row: AnyRow }) {
  const t = useT();
  const can = useCan();
  const { act } = useAct();
  const { data } = useQuery(linksQuery(row.id));
  const [adding, add] = useState(false);
  const [whole, showWhole] = useState(false);
  const moments = (data?.data ?? []).flatMap((l) =>
    l.to_type === 'struggling_moment'
      ? [{ id: l.to, label: l.to_label }]
      : l.from_type === 'struggling_moment'
        ? [{ id: l.from, label: l.from_label }]
        : [],
  );
  const save = async (values: FormValues) => {
    const made = await act({
      run: async () => {
        const moment = await api.post<AnyRow>('/struggling-moments', values);
        await api.post('/links', { from: row.id, to: moment.body.id });
        return moment;
      },
      done: t('moments.made'),
      renew: [['links'], ['struggling_moment'], ['trace']],
      fields: true,
    });
    if (made) add(false);
    return made !== null;
  };
  return (
    <Section
      title={t('moments')}
      aside={
        can('insights_create') && !adding ? (
          <Button size="compact-xs" variant="default" onClick={() => add(true)}>
            {t('moments.add')}
          </Button>
        ) : null
      }
    >
      {moments.length === 0 && !adding ? (
        <Text size="sm" c="dimmed">
          {t('moments.none')}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {moments.map((m) => (
          <li key={m.id}>
            <Obj id={m.id} label={m.label} />
          </li>
        ))}
      </ul>
      {adding ? (
        <ApiForm
          of="struggling_moment"
          only={whole ? [...needed, ...more] : needed}
          draft={`draft.moment.${row.id}`}
          submit={t('moments.save')}
          onSubmit={save}
        >
          {whole ? null : (
            <Button variant="subtle" onClick={() => showWhole(true)}>
              {t('moments.more')}
            </Button>
          )}
          <Button variant="subtle" onClick={() => add(false)}>
            {t('cancel')}
          </Button>
        </ApiForm>
      ) : null}
    </Section>
  );
}
