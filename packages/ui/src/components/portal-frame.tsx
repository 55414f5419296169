import { AppShell, Burger, Center, Group, NavLink, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';

export interface FrameLink {
  to: string;
  label: string;
  icon: ReactNode;
  /** What waits there, e.g. a count. */
  badge?: ReactNode;
  /** Starts a group of this name. */
  section?: string;
}

/**
 * Header, navigation and the page. `sidebar` keeps the links beside the page on wide windows; without it they are only
 * in the menu that small windows have.
 */
export function PortalFrame(props: {
  brand: ReactNode;
  links: readonly FrameLink[];
  actions: ReactNode;
  sidebar: boolean;
  children: ReactNode;
  inHeader?: ReactNode;
  /** Above every page: what is wrong with the system right now. */
  status?: ReactNode;
  /** Below every page; in the sidebar, where there is one. */
  footnote?: ReactNode;
}) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);

  // a new page starts at its beginning, for eyes and for screen readers
  useEffect(() => {
    close();
    if (shown.current === pathname) return;
    shown.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname, close]);

  const isBelow = !props.sidebar && props.footnote !== undefined;
  return (
    <AppShell
      layout="alt"
      header={{ height: 60 }}
      navbar={{ width: 232, breakpoint: 'md', collapsed: { mobile: !opened, desktop: !props.sidebar } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={opened ? 'Close the menu' : 'Open the menu'}
              aria-expanded={opened}
            />
            {!props.sidebar && props.brand}
            {props.inHeader}
          </Group>
          <Group gap={4} wrap="nowrap">
            {props.actions}
          </Group>
        </Group>
      </AppShell.Header>
      {/* a menu that is not shown has no links to come to with Tab */}
      <AppShell.Navbar
        p="sm"
        aria-label="Main"
        {...(!opened && { visibleFrom: 'md' })}
        {...(!props.sidebar && { hiddenFrom: 'md' })}
      >
        <Group h={44} px="xs" justify="space-between" wrap="nowrap">
          {props.brand}
          <Burger opened onClick={close} hiddenFrom="md" size="sm" aria-label="Close the menu" />
        </Group>
        <AppShell.Section grow component={ScrollArea} mt="sm">
          {props.links.map((link) => (
            <div key={link.to}>
              {link.section !== undefined && <NavSection>{link.section}</NavSection>}
              <NavLink
                component={Link}
                to={link.to}
                label={link.label}
                leftSection={link.icon}
                rightSection={link.badge}
                active={isCurrent(link.to, pathname)}
                aria-current={isCurrent(link.to, pathname) ? 'page' : undefined}
              />
            </div>
          ))}
        </AppShell.Section>
        {props.sidebar && props.footnote !== undefined && (
          <AppShell.Section px="xs" pt="sm">
            {props.footnote}
          </AppShell.Section>
        )}
      </AppShell.Navbar>
      <AppShell.Main
        id="main"
        ref={main}
        tabIndex={-1}
        style={{ outline: 'none', ...(isBelow && { minHeight: 'calc(100dvh - 4.5rem)' }) }}
      >
        {props.status}
        {props.children}
      </AppShell.Main>
      {isBelow && (
        <Center component="footer" px="md" py="md" mih="4.5rem">
          {props.footnote}
        </Center>
      )}
    </AppShell>
  );
}

function NavSection({ children }: { children: ReactNode }) {
  return (
    <div
      style={{
        padding: '1rem 0.75rem 0.25rem',
        fontSize: 'var(--mantine-font-size-xs)',
        fontWeight: 650,
        color: 'var(--mantine-color-dimmed)',
      }}
    >
      {children}
    </div>
  );
}

export function isCurrent(to: string, pathname: string): boolean {
  return to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
}
