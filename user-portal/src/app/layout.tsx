import { Anchor, Button, Container, Group } from '@mantine/core';
import { IconHome, IconReceipt, IconTicket } from '@tabler/icons-react';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { Brand } from '@ticketlab/ui/components/brand.tsx';
import { ColorSchemeToggle } from '@ticketlab/ui/components/color-scheme-toggle.tsx';
import { type FrameLink, isCurrent, PortalFrame } from '@ticketlab/ui/components/portal-frame.tsx';
import { Link, Outlet, useLocation } from 'react-router';

const links: FrameLink[] = [
  { to: '/', label: 'Events', icon: <IconHome size={18} aria-hidden /> },
  { to: '/tickets', label: 'My tickets', icon: <IconTicket size={18} aria-hidden /> },
  { to: '/orders', label: 'My orders', icon: <IconReceipt size={18} aria-hidden /> },
];

/** What stands around every page. */
export function Layout() {
  return (
    <PortalFrame brand={<Brand />} links={links} sidebar={false} inHeader={<HeaderLinks />} actions={<HeaderActions />}>
      <Container size="lg" px={0}>
        <Outlet />
      </Container>
    </PortalFrame>
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
  const { state, session } = useSession();
  return (
    <>
      <ColorSchemeToggle />
      {state.status === 'signed-in' ? (
        <Button variant="subtle" color="gray" onClick={() => void session.signOut()}>
          Sign out
        </Button>
      ) : (
        <Button component={Link} to="/sign-in" variant="subtle">
          Sign in
        </Button>
      )}
    </>
  );
}
