import { Container } from '@mantine/core';
import { PageTitle } from '@ticketlab/ui/components/page-title.tsx';
import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { NewPasswordForm } from './new-password-form.tsx';
import { ResetRequestForm } from './reset-request-form.tsx';

/** Asks for a link, and is where the link of the mail leads: `/password-reset#token=…`. */
export function Component() {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const given = readToken(hash);
  const [token, setToken] = useState(given);
  if (given !== undefined && given !== token) setToken(given);

  // neither the history nor a screenshot needs to know it
  useEffect(() => {
    if (given !== undefined) void navigate({ hash: '' }, { replace: true });
  }, [given, navigate]);

  return (
    <Container size={420} px={0}>
      {token === undefined ? (
        <>
          <PageTitle title="Set a new password" lead="We mail you a link that works once, within half an hour." />
          <ResetRequestForm />
        </>
      ) : (
        <>
          <PageTitle title="Choose a new password" lead="It ends every session of your account." />
          <NewPasswordForm key={token} token={token} onAskAgain={() => setToken(undefined)} />
        </>
      )}
    </Container>
  );
}

function readToken(hash: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get('token') ?? undefined;
}
