// Those who cannot be told, by reason, with their words; someone may have told them another way.
import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Obj, To } from '../../kit/Chips';
import chain from '../../kit/chain/chain.module.css';
import { answeredElsewhere, type NotSendable as Not, type Tell, tellKeys, whys } from '../../kit/chain/tell';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { shorten } from '../../kit/Quote';

const few = 10;

function Elsewhere({ of, about, close }: { of: Not; about: Tell['about']; close: () => void }) {
  const t = useT();
  const { act } = useAct();
  const [note, setNote] = useState('');
  const send = async () => {
    const target = about.type === 'release' ? { release_id: about.id } : { decision_id: about.id };
    const done = await act({
      run: () =>
        answeredElsewhere({
          contact_id: of.contact_id ?? undefined,
          evidence_ids: of.evidence.map((e) => e.id),
          ...target,
          note: note.trim(),
        }),
      done: t('answers.elsewhereDone'),
      renew: tellKeys,
    });
    if (done) close();
  };
  return (
    <Group gap="xs" align="end">
      <TextInput
        size="xs"
        label={t('answers.elsewhereHow')}
        value={note}
        onChange={(e) => setNote(e.currentTarget.value)}
        autoFocus
        maxLength={1000}
      />
      <ActButton size="xs" disabled={!note.trim()} onAct={send}>
        {t('save')}
      </ActButton>
      <Button size="xs" variant="subtle" onClick={close}>
        {t('cancel')}
      </Button>
    </Group>
  );
}

function One({ of, about }: { of: Not; about: Tell['about'] }) {
  const t = useT();
  const [noting, note] = useState(false);
  const first = of.evidence[0];
  return (
    <li>
      <Text size="sm" component="div" className={chain.prose}>
        {of.contact_id ? <Obj id={of.contact_id} label={of.contact_label} /> : t('anonymous')}
        {of.account_label ? ` · ${of.account_label}` : ''}
        {of.note ? ` · ${of.note}` : ''}
        {first ? (
          <>
            {' '}
            <To to={`/evidence/${first.id}`}>
              <span dir="auto">{`“${shorten(first.verbatim, 100)}”`}</span>
            </To>
          </>
        ) : null}{' '}
        {noting || of.why === 'already_answered' ? null : (
          <Button size="compact-xs" variant="subtle" onClick={() => note(true)}>
            {t('answers.elsewhere')}
          </Button>
        )}
      </Text>
      {noting ? <Elsewhere of={of} about={about} close={() => note(false)} /> : null}
    </li>
  );
}

export function NotSendable({ tell }: { tell: Tell }) {
  const t = useT();
  const words = useWords();
  const [all, showAll] = useState(false);
  const left = tell.not.filter((n) => n.why !== 'already_answered' && n.why !== 'drafted');
  const total = left.length;
  if (total === 0) return null;
  return (
    <Section title={t('answers.cannot', { n: total })}>
      {whys.map((why) => {
        const some = left.filter((n) => n.why === why);
        if (some.length === 0) return null;
        return (
          <div key={why}>
            <Text size="xs" c="dimmed" mt="xs">
              {words('reach', why)} {tell.not_counts[why] ?? some.length}
            </Text>
            <ul className={kit.plainList}>
              {some.slice(0, all ? some.length : few).map((n) => (
                <One key={n.contact_id ?? n.evidence[0]?.id ?? n.note} of={n} about={tell.about} />
              ))}
            </ul>
          </div>
        );
      })}
      {total > few && !all ? (
        <Button size="compact-xs" variant="default" mt="xs" onClick={() => showAll(true)}>
          {t('strength.all', { n: total })}
        </Button>
      ) : null}
    </Section>
  );
}
