import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import type { User } from '@ticketlab/contracts/http/users';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useSession } from '../auth/session-context.tsx';

/** Who is signed in, where they find what is theirs, and the way out. */
export function AccountMenu(props: { user: User; links: readonly { to: string; label: string; icon: ReactNode }[] }) {
  const { session } = useSession();
  const { user } = props;
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${user.displayName}`} style={{ borderRadius: '50%' }}>
          <Avatar variant="default" size={36} alt="" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {user.displayName}
          </Text>
          <Text size="xs" c="var(--mantine-color-text)" truncate>
            {user.email}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        {props.links.map(({ to, label, icon }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={icon}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void session.signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
