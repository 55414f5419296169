import { ActionIcon, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { User } from '@ticketlab/contracts/http/users';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { useState } from 'react';
import { Link } from 'react-router';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';

/** Role and lock of somebody else's account, each after a question. */
export function UserActions({ user }: { user: User }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<'role' | 'lock'>();
  const isAdmin = user.role === 'ADMIN';
  const change = async (body: Partial<Pick<User, 'role' | 'locked'>>, reason: string, done: string): Promise<void> => {
    await api.request(`/api/users/${user.id}`, {
      method: 'PATCH',
      body: { ...body, ...(reason !== '' && { reason }) },
    });
    notifications.show({ color: 'green', title: done, message: user.displayName });
    await queryClient.invalidateQueries({ queryKey: ['/api/users'] });
  };
  const close = (): void => setAsked(undefined);
  const reason = { label: 'Reason', description: 'It is kept in the audit log.', required: false, maxLength: 200 };
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for ${user.displayName}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to={`/orders?userId=${user.id}`}>
            Orders
          </Menu.Item>
          <Menu.Item component={Link} to={`/audit?subject=${user.id}`}>
            Audit log
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setAsked('role')}>{isAdmin ? 'Make a customer' : 'Make an admin'}</Menu.Item>
          <Menu.Item onClick={() => setAsked('lock')}>{user.locked ? 'Lift the lock' : 'Lock'}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asked === 'role'}
        onClose={close}
        title={isAdmin ? `Make ${user.displayName} a customer?` : `Make ${user.displayName} an admin?`}
        confirm={isAdmin ? 'Make a customer' : 'Make an admin'}
        danger={!isAdmin}
        reason={reason}
        run={(why) => change({ role: isAdmin ? 'USER' : 'ADMIN' }, why, 'Role changed')}
      >
        <Text>
          {isAdmin
            ? 'They lose all of this portal at once and are signed out everywhere.'
            : 'They may do everything you may: refund, lock accounts, break the system on purpose.'}
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asked === 'lock'}
        onClose={close}
        title={user.locked ? `Lift the lock of ${user.displayName}?` : `Lock ${user.displayName}?`}
        confirm={user.locked ? 'Lift the lock' : 'Lock'}
        danger={!user.locked}
        reason={reason}
        run={(why) => change({ locked: !user.locked }, why, user.locked ? 'Lock lifted' : 'Locked')}
      >
        <Text>
          {user.locked
            ? 'They can sign in again.'
            : 'They are signed out everywhere at once and cannot sign in until the lock is lifted. Their tickets stay valid.'}
        </Text>
      </ConfirmDialog>
    </>
  );
}
