import { Anchor, Button, Container, Group } from '@mantine/core';
import { IconHome, IconMessageCircle, IconReceipt, IconTicket, IconUserCircle } from '@tabler/icons-react';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { AccountMenu } from '@ticketlab/ui/components/account-menu.tsx';
import { Brand } from '@ticketlab/ui/components/brand.tsx';
import { ColorSchemeToggle } from '@ticketlab/ui/components/color-scheme-toggle.tsx';
import { type FrameLink, isCurrent, PortalFrame } from '@ticketlab/ui/components/portal-frame.tsx';
import { LabMarker } from '@ticketlab/ui/lab/lab-marker.tsx';
import { UpstreamStatus } from '@ticketlab/ui/live/upstream-status.tsx';
import { NotificationBell } from '@ticketlab/ui/notifications/notification-bell.tsx';
import { NotificationsProvider } from '@ticketlab/ui/notifications/notifications-provider.tsx';
import { SessionEnded } from '@ticketlab/ui/sign-in/session-ended.tsx';
import { Link, Outlet, useLocation } from 'react-router';
import { upstreamWords } from './upstream-words.ts';

const links: FrameLink[] = [
  { to: '/', label: 'Events', icon: <IconHome size={18} aria-hidden /> },
  { to: '/tickets', label: 'My tickets', icon: <IconTicket size={18} aria-hidden /> },
  { to: '/orders', label: 'My orders', icon: <IconReceipt size={18} aria-hidden /> },
];

const accountLinks = [
  { to: '/account', label: 'Account', icon: <IconUserCircle size={16} aria-hidden /> },
  { to: '/support', label: 'Support', icon: <IconMessageCircle size={16} aria-hidden /> },
];

/** What stands around every page. */
export function Layout() {
  return (
    <NotificationsProvider portal="user">
      <PortalFrame
        brand={<Brand />}
        links={links}
        sidebar={false}
        inHeader={<HeaderLinks />}
        actions={<HeaderActions />}
        status={
          <>
            <UpstreamStatus words={upstreamWords} />
            <SessionEnded />
          </>
        }
        footnote={<LabMarker />}
      >
        <Container size="lg" px={0}>
          <Outlet />
        </Container>
      </PortalFrame>
    </NotificationsProvider>
  );
}

function HeaderLinks() {
  const { pathname } = useLocation();
  return (
    <Group component="nav" aria-label="Pages" gap="lg" ml="lg" visibleFrom="md" wrap="nowrap">
      {links.map(({ to, label }) => (
        <Anchor
          key={to}
          component={Link}
          to={to}
          c="inherit"
          fw={isCurrent(to, pathname) ? 650 : 450}
          aria-current={isCurrent(to, pathname) ? 'page' : undefined}
        >
          {label}
        </Anchor>
      ))}
    </Group>
  );
}

function HeaderActions() {
  const { state } = useSession();
  return (
    <>
      <ColorSchemeToggle />
      {state.status === 'signed-in' && (
        <>
          <NotificationBell />
          <AccountMenu user={state.user} links={accountLinks} />
        </>
      )}
      {state.status === 'anonymous' && (
        <Button component={Link} to="/sign-in" variant="subtle">
          Sign in
        </Button>
      )}
    </>
  );
}
