import { Divider } from '@mantine/core';
import { PasswordSection } from '@ticketlab/ui/account/password-section.tsx';
import { ProfileSection } from '@ticketlab/ui/account/profile-section.tsx';
import { SessionsSection } from '@ticketlab/ui/account/sessions-section.tsx';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';

export function Component() {
  const { state } = useSession();
  if (state.status !== 'signed-in') return null;
  return (
    <>
      <PageTitle title="Your account" />
      <ProfileSection key={state.user.id} user={state.user} />
      <Divider />
      <PasswordSection />
      <Divider />
      <SessionsSection />
    </>
  );
}
