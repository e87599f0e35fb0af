// Where this account is signed in, and signing out everywhere.
import { Button, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, workspace } from '../../api/client';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Await } from '../../kit/States';
import { Ago } from '../../kit/Time';
import { sessionsQuery } from './queries';
import css from './settings.module.css';

/** "Firefox on Linux" of a user-agent text; the whole text when nothing is known in it. */
export function agentName(agent: string): string {
  const browser = /Edg\//.test(agent) ? 'Edge' : (/(Firefox|Chrome|Safari|curl)\//.exec(agent)?.[1] ?? '');
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1]?.replace('Mac OS X', 'macOS') ?? '';
  return [browser, system].filter(Boolean).join(', ') || agent.slice(0, 60) || '–';
}

export function Sessions() {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { act } = useAct();
  const query = useQuery(sessionsQuery);
  const end = (id: string) =>
    act({ run: () => api.del(`/sessions/${id}`), done: t('sessions.ended'), renew: [['session']] });
  const endAll = async () => {
    const done = await act({ run: () => api.del('/sessions'), renew: [] });
    if (done === null) return;
    workspace.clear();
    client.clear();
    void navigate({ to: '/signin' });
  };
  return (
    <>
      <Await query={query} rows={3}>
        {({ data }) => (
          <ul className={css.plain}>
            {data.map((s) => (
              <li key={s.id} className={css.line}>
                <b title={s.agent}>{agentName(s.agent)}</b>
                <Text span size="xs" c="dimmed">
                  {t('sessions.since')} <Ago at={s.created_at} />
                  {' · '}
                  {t('tokens.used')} <Ago at={s.last_used_at} />
                </Text>
                {s.current ? (
                  <span>{t('sessions.this')}</span>
                ) : (
                  <Button size="compact-xs" variant="default" onClick={() => void end(s.id)}>
                    {t('signOut')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Await>
      <Group>
        <ActButton variant="default" onAct={endAll}>
          {t('sessions.endAll')}
        </ActButton>
      </Group>
    </>
  );
}
