import type { Auth } from '@ticketlab/service-kit/auth/auth';
import { authenticate } from '@ticketlab/service-kit/auth/authenticate';
import type { UserCaller } from '@ticketlab/service-kit/auth/caller';

/** Whose access token this is; null when it is none, or not good any more. */
export async function bearerCaller(auth: Auth, authorization: string | undefined): Promise<UserCaller | null> {
  try {
    const caller = await authenticate(auth, 'optional', authorization);
    return caller?.kind === 'user' ? caller : null;
  } catch {
    return null;
  }
}
