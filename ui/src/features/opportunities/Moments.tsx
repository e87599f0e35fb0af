// Struggling moments behind the opportunity: who, when, where, why.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { linksQuery, oneQuery } from '../../api/queries';
import { stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { To } from '../../kit/Chips';
import { Section } from '../../kit/Page';
import css from './opportunities.module.css';

const parts = ['who', 'when', 'where', 'why'] as const;

function Moment({ id }: { id: string }) {
  const words = useWords();
  const { data } = useQuery(oneQuery('struggling_moment', id));
  if (!data) return null;
  return (
    <dl className={css.moment}>
      {parts.map((p) => (
        <div key={p} style={{ display: 'contents' }}>
          <dt>{words('field', p)}</dt>
          <dd dir="auto">
            {p === 'who' ? <To to={`/struggling-moments/${id}`}>{stringOf(data[p])}</To> : stringOf(data[p])}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Moments({ id }: { id: string }) {
  const t = useT();
  const { data } = useQuery(linksQuery(id));
  const ids = (data?.data ?? []).flatMap((l) =>
    l.from_type === 'struggling_moment' ? [l.from] : l.to_type === 'struggling_moment' ? [l.to] : [],
  );
  return (
    <Section title={t('opportunity.moments')}>
      {ids.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('opportunity.noMoments')}
        </Text>
      ) : null}
      {ids.slice(0, 5).map((m) => (
        <Moment key={m} id={m} />
      ))}
    </Section>
  );
}
