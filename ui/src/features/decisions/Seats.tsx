// Who sits where (DACI). While the record is open seats can be given and taken; Approver is exactly one person.
import { ActionIcon, Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Warn } from '../../kit/chain/Warn';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { RefSelect } from '../../kit/RefSelect';
import { rowCan } from '../../kit/session';
import { seats } from './queries';

const renew = [['decision_role'], ['decision']];

function AddSeat({ decision }: { decision: string }) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const [member, setMember] = useState<string | null>(null);
  const [role, setRole] = useState<string>('contributor');
  const add = async () => {
    const made = await act({
      run: () => api.post('/decision-roles', { decision_id: decision, member_id: member, role }),
      done: t('decision.seated'),
      renew,
    });
    if (made) setMember(null);
  };
  return (
    <Group gap="xs" align="end" mt="xs">
      <RefSelect of="membership" label={t('decision.member')} value={member} onChange={setMember} />
      <Select
        label={t('decision.seat')}
        data={seats.map((s) => ({ value: s, label: words('enum', s) }))}
        value={role}
        onChange={(v) => setRole(v ?? 'contributor')}
        allowDeselect={false}
        w={150}
      />
      <ActButton size="xs" variant="default" disabled={!member} onAct={add}>
        {t('decision.addSeat')}
      </ActButton>
    </Group>
  );
}

/** What stands against closing, as domain.md's governance puts it. */
export function seatProblem(rows: readonly AnyRow[], protocol: string): 'none' | 'two' | 'same' | null {
  const of = (role: string) => rows.filter((r) => r.role === role);
  const approvers = of('approver');
  if (rows.length === 0) return null;
  if (approvers.length === 0) return 'none';
  if (approvers.length > 1) return 'two';
  const same = of('driver').some((d) => d.member_id === approvers[0]?.member_id);
  return same && protocol !== 'single' && protocol !== 'pre_set_rule' ? 'same' : null;
}

export function Seats({ row }: { row: AnyRow }) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const { data } = useQuery(allQuery('decision_role', { f: `decision_id:${row.id}` }));
  const rows = data?.data ?? [];
  const open = !row.decided_at && rowCan(row, 'update');
  const problem = open ? seatProblem(rows, stringOf(row.protocol)) : null;
  const says = { none: t('decision.noApprover'), two: t('decision.twoApprovers'), same: t('decision.sameSeat') };
  return (
    <Section title={t('decision.seats')}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {row.form === 'light' ? t('decision.lightSeats') : t('decision.noSeats')}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {seats.flatMap((role) =>
          rows
            .filter((r) => r.role === role)
            .map((r) => (
              <li key={r.id} className={kit.inline}>
                <Text span size="sm" c="dimmed">
                  {words('enum', role)}
                </Text>
                <span>{stringOf(r.member_label)}</span>
                {open ? (
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={t('decision.dropSeat', { who: stringOf(r.member_label) })}
                    onClick={() =>
                      void act({
                        run: () => api.del(`/decision-roles/${r.id}`, r.rev),
                        done: t('decision.unseated'),
                        renew,
                      })
                    }
                  >
                    {'×'}
                  </ActionIcon>
                ) : null}
              </li>
            )),
        )}
      </ul>
      {problem ? <Warn>{says[problem]}</Warn> : null}
      {open ? <AddSeat decision={row.id} /> : null}
    </Section>
  );
}
