// One answer: the message as it goes (or went) out, and what can still be done with it.
import { Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Obj } from '../../kit/Chips';
import { approveAnswers, tellKeys } from '../../kit/chain/tell';
import { Warn } from '../../kit/chain/Warn';
import { ObjectPage } from '../../kit/ObjectPage';
import { Facts, Section } from '../../kit/Page';
import { useCan } from '../../kit/session';
import { useParam } from '../../kit/useParam';
import { HoldBar } from './HoldBar';
import { Message } from './Preview';

function Resend({ row }: { row: AnyRow }) {
  const t = useT();
  const { act } = useAct();
  const [reason, setReason] = useState('');
  const again = () =>
    act({
      run: () => api.post<AnyRow>(`/answers/${row.id}/resend`, { reason: reason.trim() }, row.rev),
      done: t('answers.held', { n: 1 }),
      renew: tellKeys,
    });
  return (
    <Section title={t('answers.again')}>
      {row.state === 'unknown' ? <Warn>{t('answers.unknownWhy')}</Warn> : null}
      <TextInput
        label={t('reason')}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
        maxLength={1000}
      />
      <ActButton mt="xs" size="xs" disabled={!reason.trim()} onAct={again}>
        {t('answers.resend')}
      </ActButton>
    </Section>
  );
}

function Main({ row }: { row: AnyRow }) {
  const t = useT();
  const words = useWords();
  const can = useCan();
  const { act } = useAct();
  const state = stringOf(row.state);
  const line = {
    id: row.id,
    number: row.number ?? null,
    state,
    contact_id: stringOf(row.contact_id),
    contact_label: stringOf(row.contact_label),
    hold_until: stringOf(row.hold_until) || null,
    sent_at: stringOf(row.sent_at) || null,
  };
  const approve = async () => {
    const done = await act({
      run: () => approveAnswers([row.id]),
      done: (a) =>
        a.approved > 0 ? t('answers.held', { n: a.approved }) : (a.refused[0]?.note ?? t('answers.refused', { n: 1 })),
      renew: tellKeys,
    });
    return done;
  };
  return (
    <>
      <HoldBar of={[line]} />
      <Facts
        of={[
          [
            words('field', 'contact_id'),
            row.contact_id ? (
              <Obj key="c" id={stringOf(row.contact_id)} label={stringOf(row.contact_label)} />
            ) : (
              t('anonymous')
            ),
          ],
          row.decision_id
            ? [t('answers.about'), <Obj key="d" id={stringOf(row.decision_id)} label={stringOf(row.decision_label)} />]
            : null,
          row.release_id
            ? [t('answers.about'), <Obj key="r" id={stringOf(row.release_id)} label={stringOf(row.release_label)} />]
            : null,
          row.failure ? [t('answers.failure'), stringOf(row.failure)] : null,
          row.note ? [words('field', 'note'), stringOf(row.note)] : null,
          typeof row.rating === 'number' ? [words('field', 'rating'), t('answers.rating', { n: row.rating })] : null,
          row.worked ? [words('field', 'worked'), words('enum', stringOf(row.worked))] : null,
        ]}
      />
      {row.body ? (
        <Message subject={stringOf(row.subject)} body={stringOf(row.body)} language={stringOf(row.language)} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('answers.noBody')}
        </Text>
      )}
      {state === 'draft' && can('answers_decide') ? (
        <ActButton size="xs" onAct={approve} style={{ alignSelf: 'start' }}>
          {t('answers.approveOne')}
        </ActButton>
      ) : null}
      {state === 'failed' || state === 'unknown' ? <Resend row={row} /> : null}
    </>
  );
}

export function AnswerPage() {
  const id = useParam('id');
  return (
    <ObjectPage
      key={id}
      of="answer"
      id={id}
      skip={['body', 'contact_id', 'decision_id', 'release_id', 'failure', 'note', 'rating', 'worked']}
      main={(row) => <Main row={row} />}
    />
  );
}
