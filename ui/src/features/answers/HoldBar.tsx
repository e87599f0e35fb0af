// After approval: the minute in which everything can still be taken back, then how far sending is.
import { Progress, Text } from '@mantine/core';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { type AnswerLine, cancelAnswers, isTold, tellKeys } from '../../kit/chain/tell';
import { useCommands } from '../../kit/commands';
import { useNow } from '../../kit/useNow';
import css from './answers.module.css';

const busy = new Set(['approved', 'held', 'sending']);

export const isBusy = (a: { state: string }) => busy.has(a.state);

export function HoldBar({ of }: { of: AnswerLine[] }) {
  const t = useT();
  const { act } = useAct();
  const held = of.filter((a) => a.state === 'held' || a.state === 'approved');
  const going = of.filter(isBusy);
  const until = Math.min(
    ...held.map((a) => (a.hold_until ? new Date(a.hold_until).getTime() : Number.POSITIVE_INFINITY)),
  );
  const now = useNow(held.length > 0);
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const cancel = () =>
    act({
      run: () => cancelAnswers(held.map((a) => a.id)),
      done: (c) => t('answers.cancelled', { n: c.cancelled, late: c.too_late.length }),
      renew: tellKeys,
    });
  useCommands(
    'page',
    held.length > 0 ? [{ id: 'answers.cancel', label: 'answers.cancel', keys: 'X', run: () => void cancel() }] : [],
  );
  if (going.length === 0) return null;
  const done = of.filter((a) => isTold(a) || a.state === 'failed').length;
  return (
    <div className={css.hold}>
      {held.length > 0 ? (
        <>
          <Text size="sm" role="timer" aria-live="off">
            {Number.isFinite(seconds)
              ? t('answers.leaves', { n: held.length, s: seconds })
              : t('answers.heldOnly', { n: held.length })}
          </Text>
          <ActButton size="xs" variant="default" onAct={cancel}>
            {t('answers.cancel')}
          </ActButton>
        </>
      ) : (
        <div style={{ flex: 1, minWidth: 180 }}>
          <Text size="sm">{t('answers.sending', { done, of: done + going.length })}</Text>
          <Progress value={(100 * done) / Math.max(1, done + going.length)} aria-label={t('answers.progress')} />
        </div>
      )}
    </div>
  );
}
