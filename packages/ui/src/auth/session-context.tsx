import { createContext, type ReactNode, use, useSyncExternalStore } from 'react';
import type { Api } from '../api/client.ts';
import type { Session, SessionState } from './session.ts';

interface Identity {
  session: Session;
  api: Api;
}

const IdentityContext = createContext<Identity | undefined>(undefined);

export function IdentityProvider({ session, api, children }: Identity & { children: ReactNode }) {
  return <IdentityContext value={{ session, api }}>{children}</IdentityContext>;
}

function useIdentity(): Identity {
  const identity = use(IdentityContext);
  if (identity === undefined) throw new Error('IdentityProvider is missing above');
  return identity;
}

export function useApi(): Api {
  return useIdentity().api;
}

export function useSession(): { session: Session; state: SessionState } {
  const { session } = useIdentity();
  return { session, state: useSyncExternalStore(session.subscribe, session.state) };
}
