// What left, as files: without a mail server every answer becomes an .eml file that can be opened and checked here.
import { Button, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { useT } from '../../i18n';
import kit from '../../kit/kit.module.css';
import { Facts, Page, Panel } from '../../kit/Page';
import { SimpleTable } from '../../kit/SimpleTable';
import { Await, Empty } from '../../kit/States';
import { Ago, useNumber } from '../../kit/Time';
import { useView } from '../../kit/useView';
import css from './answers.module.css';
import { mailWords } from './mailWords';

type Mail = { name: string; at: string; size: number; to: string; subject: string };
type Outbox = { mode: 'outbox' | 'smtp'; where: string; data: Mail[] };
type Whole = {
  name: string;
  at: string;
  size: number;
  headers: {
    from: string;
    to: string;
    subject: string;
    date: string;
    message_id: string;
    list_unsubscribe: string | null;
  };
  text: string;
  raw: string;
};

const outboxQuery = queryOptions({
  queryKey: ['outbox'],
  queryFn: ({ signal }) => api.get<Outbox>('/outbox', undefined, signal),
});
const mailQuery = (name: string) =>
  queryOptions({
    queryKey: ['outbox', name],
    queryFn: ({ signal }) => api.get<Whole>(`/outbox/${encodeURIComponent(name)}`, undefined, signal),
  });

function MailView({ name }: { name: string }) {
  const t = useT();
  const query = useQuery(mailQuery(name));
  const [raw, showRaw] = useState(false);
  return (
    <Await query={query} rows={5}>
      {(m) => (
        <>
          <Facts
            of={[
              [t('answers.from'), mailWords(m.headers.from)],
              [t('answers.toHead'), mailWords(m.headers.to)],
              [t('answers.subject'), mailWords(m.headers.subject)],
              [t('answers.date'), m.headers.date],
              m.headers.list_unsubscribe ? [t('answers.unsubscribe'), m.headers.list_unsubscribe] : null,
            ]}
          />
          <div className={css.mail} style={{ marginBlock: 12 }}>
            <div className={css.mailBody} dir="auto">
              {m.text}
            </div>
          </div>
          <Button size="compact-xs" variant="default" aria-expanded={raw} onClick={() => showRaw(!raw)}>
            {t('answers.raw')}
          </Button>
          {raw ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keys
            <pre className={css.raw} tabIndex={0}>
              {m.raw}
            </pre>
          ) : null}
        </>
      )}
    </Await>
  );
}

export function OutboxPage() {
  const t = useT();
  const number = useNumber();
  const { view, set } = useView();
  const query = useQuery(outboxQuery);
  return (
    <Page title={t('page.outbox')}>
      <Await query={query} rows={8}>
        {(box) => (
          <>
            <Text size="sm" c="dimmed">
              {box.mode === 'smtp'
                ? t('answers.bySmtp', { where: box.where })
                : t('answers.byOutbox', { where: box.where })}
            </Text>
            {box.data.length === 0 ? (
              <Empty title={t('answers.outboxEmpty')} why={t('answers.outboxWhy')} />
            ) : (
              <div className={kit.split}>
                <div className={kit.splitMain}>
                  <SimpleTable
                    label={t('page.outbox')}
                    rows={box.data.map((m) => ({
                      ...m,
                      id: m.name,
                      to: mailWords(m.to),
                      subject: mailWords(m.subject),
                    }))}
                    columns={[
                      {
                        id: 'subject',
                        label: t('answers.subject'),
                        cell: (m) => <span dir="auto">{m.subject}</span>,
                        by: (m) => m.subject,
                      },
                      { id: 'to', label: t('answers.toHead'), cell: (m) => m.to, by: (m) => m.to },
                      {
                        id: 'at',
                        label: t('answers.date'),
                        cell: (m) => <Ago at={m.at} />,
                        by: (m) => m.at,
                        wide: true,
                      },
                      {
                        id: 'size',
                        label: t('answers.size'),
                        number: true,
                        wide: true,
                        cell: (m) => number(m.size),
                        by: (m) => m.size,
                      },
                    ]}
                    open={(m) => set({ panel: m.name }, true)}
                    sort={view.sort ?? '-at'}
                    onSort={(sort) => set({ sort })}
                  />
                </div>
                {view.panel ? (
                  <Panel title={t('answers.message')} close={() => set({ panel: '' })}>
                    <MailView key={view.panel} name={view.panel} />
                  </Panel>
                ) : null}
              </div>
            )}
          </>
        )}
      </Await>
    </Page>
  );
}
