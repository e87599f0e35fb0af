// The frame around every page: places, account menu, command menu, help, live status. F6 walks the regions.
import { ActionIcon, Burger, Button, Menu, NavLink, Text, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense } from 'react';
import { api, workspace } from '../api/client';
import type { Me } from '../api/session';
import { useT } from '../i18n';
import { useAct } from '../kit/act';
import { type Command, useCommands } from '../kit/commands';
import { useLiveStatus } from '../kit/live';
import { RouteLink } from '../kit/RouteLink';
import { Loading, Region } from '../kit/States';
import { Can } from '../kit/session';
import { Help } from './Help';
import { JobTray } from './JobTray';
import { OfflineBanner } from './OfflineBanner';
import { Palette } from './Palette';
import { type Place, placeOf, places } from './places';
import css from './Shell.module.css';

function PlaceLinks({ place, current, done }: { place: Place; current: string; done: () => void }) {
  const t = useT();
  const inside = place.pages.some((p) => p.to === current);
  const first = place.pages[0];
  if (!first) return null;
  return (
    <li>
      <NavLink
        component={RouteLink}
        to={first.to}
        onClick={done}
        label={t(place.label)}
        leftSection={<span aria-hidden="true">{place.glyph}</span>}
        active={inside && place.pages.length === 1}
        variant="light"
        className={css.place}
      />
      {place.pages.length > 1 ? (
        <ul className={css.pages}>
          {place.pages.map((page) => (
            <li key={page.to}>
              <NavLink
                component={RouteLink}
                to={page.to}
                onClick={done}
                label={t(page.label)}
                active={current === page.to}
                aria-current={current === page.to ? 'page' : undefined}
                variant="light"
                className={css.pageLink}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function AccountMenu({ me }: { me: Me }) {
  const t = useT();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { act } = useAct();
  const { toggleColorScheme } = useMantineColorScheme();
  const enter = (id: string) => {
    workspace.set(id);
    client.clear();
    window.location.assign('#/today');
    window.location.reload();
  };
  const signOut = async () => {
    await act({ run: () => api.del('/sessions/current'), renew: [] });
    workspace.clear();
    client.clear();
    void navigate({ to: '/signin' });
  };
  return (
    <Menu position="top-start" width={240}>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="sm" fullWidth justify="start" className={css.account}>
          <span className={css.accountName}>{me.user.name || me.user.email}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {me.workspaces.length > 1 ? <Menu.Label>{t('workspaces')}</Menu.Label> : null}
        {me.workspaces.length > 1
          ? me.workspaces.map((w) => (
              <Menu.Item key={w.id} disabled={w.id === me.workspace.id} onClick={() => enter(w.id)}>
                {w.name} {w.is_sample ? t('workspace.sample') : ''}
              </Menu.Item>
            ))
          : null}
        <Menu.Item component={RouteLink} to="/settings/me">
          {t('settings')}
        </Menu.Item>
        <Can permission="members">
          <Menu.Item component={RouteLink} to="/settings/members">
            {t('invite')}
          </Menu.Item>
        </Can>
        <Menu.Item onClick={toggleColorScheme}>{t('scheme.toggle')}</Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useShellCommands(openPalette: () => void, openHelp: () => void) {
  const navigate = useNavigate();
  const { toggleColorScheme } = useMantineColorScheme();
  const go = places.flatMap((p): Command[] => {
    const first = p.pages[0];
    return first
      ? [{ id: `go.${p.id}`, label: p.label, keys: `g ${p.key}`, run: () => void navigate({ to: first.to }) }]
      : [];
  });
  const pages = places.flatMap((p) =>
    p.pages
      .slice(1)
      .map((page): Command => ({ id: `page${page.to}`, label: page.label, run: () => void navigate({ to: page.to }) })),
  );
  const regions = () => {
    const all = [...document.querySelectorAll<HTMLElement>('nav[data-region],main[data-region],aside')];
    const at = all.findIndex((r) => r.contains(document.activeElement));
    const next = all[(at + 1) % all.length];
    const inside = next?.querySelector<HTMLElement>('a[href],button:not([disabled]),input,[tabindex="0"]');
    (inside ?? next)?.focus();
  };
  useCommands('app', [
    { id: 'palette', label: 'palette.open', keys: 'mod+k', typing: true, quiet: true, run: openPalette },
    { id: 'help', label: 'help', keys: '?', run: openHelp },
    ...go,
    ...pages,
    { id: 'capture', label: 'capture', keys: 'q', run: () => void navigate({ to: '/capture' }) },
    { id: 'import', label: 'import.new', run: () => void navigate({ to: '/imports/new' }) },
    { id: 'settings', label: 'settings', keys: 'g s', run: () => void navigate({ to: '/settings/me' }) },
    { id: 'scheme', label: 'scheme.toggle', run: toggleColorScheme },
    { id: 'regions', label: 'regions.next', keys: 'F6', typing: true, quiet: true, run: regions },
  ]);
}

function Live() {
  const t = useT();
  const status = useLiveStatus();
  if (status !== 'polling') return null;
  return (
    <Text size="xs" c="dimmed" px="sm">
      {t('live.polling')}
    </Text>
  );
}

export function Shell({ me }: { me: Me }) {
  const t = useT();
  const path = useRouterState({ select: (s) => s.location.pathname });
  const [menu, setMenu] = useDisclosure(false);
  const [palette, setPalette] = useDisclosure(false);
  const [help, setHelp] = useDisclosure(false);
  useShellCommands(setPalette.open, setHelp.open);
  const current = `/${path.split('/')[1] ?? ''}`;
  const home = placeOf(path);
  return (
    <div className={css.shell}>
      <button type="button" className={css.skip} onClick={() => document.querySelector<HTMLElement>('main')?.focus()}>
        {t('skip')}
      </button>
      <header className={css.top}>
        <Burger size="sm" opened={menu} onClick={setMenu.toggle} aria-label={t('menu')} aria-expanded={menu} />
        <Text fw={600}>{home ? t(home.label) : me.workspace.name}</Text>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('palette.open')} onClick={setPalette.open}>
          {'⌕'}
        </ActionIcon>
      </header>
      <nav className={css.nav} data-open={menu || undefined} data-region="nav" aria-label={t('places')}>
        <Tooltip label={me.workspace.name} openDelay={600}>
          <div className={css.name}>{me.product?.name ?? me.workspace.name}</div>
        </Tooltip>
        <Button
          variant="default"
          size="xs"
          fullWidth
          justify="space-between"
          onClick={setPalette.open}
          rightSection={<kbd className={css.kbd}>{'Ctrl K'}</kbd>}
        >
          {t('palette.open')}
        </Button>
        <Can permission="evidence_create">
          <Button
            component={RouteLink}
            to="/capture"
            size="xs"
            fullWidth
            justify="start"
            variant="light"
            onClick={setMenu.close}
          >
            {t('capture.short')}
          </Button>
        </Can>
        <ul className={css.places}>
          {places.map((place) => (
            <PlaceLinks key={place.id} place={place} current={current} done={setMenu.close} />
          ))}
        </ul>
        <JobTray />
        <Live />
        <AccountMenu me={me} />
      </nav>
      <main className={css.main} data-region="main" tabIndex={-1}>
        <OfflineBanner />
        <Suspense fallback={<Loading />}>
          <Region name={path} key={path}>
            <Outlet />
          </Region>
        </Suspense>
      </main>
      {palette ? <Palette close={setPalette.close} openHelp={setHelp.open} /> : null}
      {help ? <Help close={setHelp.close} /> : null}
    </div>
  );
}
