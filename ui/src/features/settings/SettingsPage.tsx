// Settings: topics at the side, one at a time in the middle.
import { NavLink } from '@mantine/core';
import type { ComponentType } from 'react';
import { type MsgId, useT } from '../../i18n';
import { Page } from '../../kit/Page';
import { RouteLink } from '../../kit/RouteLink';
import { Empty } from '../../kit/States';
import { useCan } from '../../kit/session';
import { useParam } from '../../kit/useParam';
import { Audit } from './Audit';
import { Keys, Looks } from './Looks';
import { Members } from './Members';
import { Outgoing } from './Outgoing';
import { Profile } from './Profile';
import { Roles } from './Roles';
import { Sessions } from './Sessions';
import css from './settings.module.css';
import { Areas, CustomFields, Products, Segments, Sources, Teams } from './Tables';
import { Tokens } from './Tokens';
import { Workspace } from './Workspace';

type Topic = { id: string; label: MsgId; permission?: string; page: ComponentType };

const topics: readonly Topic[] = [
  { id: 'me', label: 'settings.me', page: Profile },
  { id: 'looks', label: 'settings.looks', page: Looks },
  { id: 'keys', label: 'settings.keys', page: Keys },
  { id: 'sessions', label: 'settings.sessions', page: Sessions },
  { id: 'workspace', label: 'settings.workspace', permission: 'settings_update', page: Workspace },
  { id: 'members', label: 'settings.members', permission: 'members', page: Members },
  { id: 'roles', label: 'settings.roles', page: Roles },
  { id: 'tokens', label: 'settings.tokens', page: Tokens },
  { id: 'sources', label: 'resource.source.many', permission: 'settings_update', page: Sources },
  { id: 'fields', label: 'resource.custom_field.many', permission: 'settings_update', page: CustomFields },
  { id: 'segments', label: 'resource.segment.many', permission: 'settings_update', page: Segments },
  { id: 'products', label: 'resource.product.many', permission: 'settings_update', page: Products },
  { id: 'areas', label: 'resource.area.many', permission: 'settings_update', page: Areas },
  { id: 'teams', label: 'resource.team.many', permission: 'settings_update', page: Teams },
  { id: 'outgoing', label: 'settings.outgoing', page: Outgoing },
  { id: 'audit', label: 'settings.audit', permission: 'audit_read', page: Audit },
];

export function SettingsPage() {
  const t = useT();
  const can = useCan();
  const id = useParam('topic');
  const mine = topics.filter((x) => !x.permission || can(x.permission));
  const topic = mine.find((x) => x.id === id);
  const Body = topic?.page;
  return (
    <Page title={topic ? t(topic.label) : t('settings')}>
      <div className={css.settings}>
        <nav aria-label={t('settings')} className={css.topics}>
          {mine.map((x) => (
            <NavLink
              key={x.id}
              component={RouteLink}
              to={`/settings/${x.id}`}
              label={t(x.label)}
              active={x.id === id}
              aria-current={x.id === id ? 'page' : undefined}
              variant="light"
              className={css.topic}
            />
          ))}
        </nav>
        <div className={css.body}>
          {Body ? <Body /> : <Empty title={t('error.notHere')} why={t('error.forbidden')} />}
        </div>
      </div>
    </Page>
  );
}
