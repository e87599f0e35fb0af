// Members and their roles; inviting someone gives a link to copy, no mail needed.
import { Button, Checkbox, Group, MultiSelect, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { allQuery } from '../../api/queries';
import { type AnyRow, resource, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { copyText } from '../../kit/copy';
import { Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { rowCan, useMe } from '../../kit/session';
import { Ago } from '../../kit/Time';
import { usePatch } from '../../kit/usePatch';
import css from './settings.module.css';

const roleNames = resource('membership').fields.roles?.values ?? [];
const strings = (v: unknown): string[] => (Array.isArray(v) ? v.filter((x) => typeof x === 'string') : []);

function useRoleChoices() {
  const words = useWords();
  return roleNames.map((r) => ({ value: r, label: words('enum', r) }));
}

function Invite() {
  const t = useT();
  const { act, say } = useAct();
  const choices = useRoleChoices();
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<string[]>(['viewer']);
  const [link, setLink] = useState('');
  const make = async () => {
    const made = await act({
      run: () => api.post<AnyRow & { token?: string }>('/invitations', { email: email.trim() || undefined, roles }),
      renew: [['invitation']],
    });
    if (!made?.token) return;
    const url = `${location.href.split('#')[0]}#/join?token=${made.token}`;
    setLink(url);
    await copyText(url).then(
      () => say(t('invite.copied')),
      () => undefined,
    );
  };
  return (
    <Section title={t('invite')}>
      <Stack gap="sm">
        <Group align="end" gap="sm">
          <MultiSelect label={t('invite.roles')} data={choices} value={roles} onChange={setRoles} miw={220} maw={420} />
          <TextInput
            label={t('invite.email')}
            type="email"
            value={email}
            onChange={(e) => setEmail(e.currentTarget.value)}
          />
          <ActButton onAct={make} disabled={roles.length === 0}>
            {t('invite.make')}
          </ActButton>
        </Group>
        {link ? (
          <TextInput
            readOnly
            label={t('invite.link')}
            description={t('invite.once')}
            value={link}
            onFocus={(e) => e.currentTarget.select()}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {t('invite.why')}
          </Text>
        )}
      </Stack>
    </Section>
  );
}

function MemberRow({ row }: { row: AnyRow }) {
  const t = useT();
  const me = useMe();
  const { act } = useAct();
  const choices = useRoleChoices();
  const patch = usePatch('membership');
  const mine = row.id === me?.member.id;
  const may = rowCan(row, 'update');
  const name = stringOf(row.name) || stringOf(row.user_label);
  const set = (change: Record<string, unknown>) =>
    void patch.mutateAsync({ id: row.id, set: change }).catch(() => null);
  const remove = () =>
    act({
      run: () => api.del(`/memberships/${row.id}`, row.rev),
      done: t('members.removed', { name }),
      renew: [['membership']],
    });
  return (
    <Table.Tr>
      <Table.Td>
        <div className={css.who}>{name}</div>
        <Text size="xs" c="dimmed">
          {[stringOf(row.user_label), mine ? t('members.you') : ''].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <MultiSelect
          size="xs"
          aria-label={t('members.roles', { name })}
          data={choices}
          value={strings(row.roles)}
          onChange={(roles) => roles.length > 0 && set({ roles })}
          disabled={!may}
          miw={180}
        />
      </Table.Td>
      <Table.Td>
        <Checkbox
          size="sm"
          aria-label={t('members.lead', { name })}
          checked={row.lead === true}
          disabled={!may}
          onChange={(e) => set({ lead: e.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td>
        {rowCan(row, 'delete') && !mine ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void remove()}
            aria-label={t('members.remove', { name })}
          >
            {t('remove')}
          </Button>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}

function Invitations() {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const { data } = useQuery(allQuery('invitation', {}));
  const open = (data?.data ?? []).filter((i) => !i.accepted_at && new Date(stringOf(i.expires_at)) > new Date());
  if (open.length === 0) return null;
  const withdraw = (i: AnyRow) =>
    act({ run: () => api.del(`/invitations/${i.id}`, i.rev), done: t('invite.withdrawn'), renew: [['invitation']] });
  return (
    <Section title={t('invite.open')}>
      <ul className={css.plain}>
        {open.map((i) => (
          <li key={i.id} className={css.line}>
            <span>{stringOf(i.email) || t('invite.anyone')}</span>
            <span>
              {strings(i.roles)
                .map((r) => words('enum', r))
                .join(', ')}
            </span>
            <Text span size="xs" c="dimmed">
              {t('invite.expires')} <Ago at={stringOf(i.expires_at)} />
            </Text>
            <Button size="compact-xs" variant="default" onClick={() => void withdraw(i)}>
              {t('invite.withdraw')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Members() {
  const t = useT();
  const words = useWords();
  const query = useQuery(allQuery('membership', {}));
  return (
    <>
      <Await query={query}>
        {({ data }) => (
          <Table.ScrollContainer minWidth={560}>
            <Table aria-label={t('settings.members')} verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('name')}</Table.Th>
                  <Table.Th>{words('field', 'roles')}</Table.Th>
                  <Table.Th>{words('field', 'lead')}</Table.Th>
                  <Table.Th>
                    <span className={css.hidden}>{t('remove')}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((m) => (
                  <MemberRow key={m.id} row={m} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Await>
      <Invite />
      <Invitations />
    </>
  );
}
