import { sessionTokensSchema, userSchema } from '@ticketlab/contracts/http/users';
import { ApiError, type GatewayClient } from './gateway-client.ts';

export interface Account {
  email: string;
  password: string;
  displayName: string;
}

/** An access token. */
export async function signIn(
  gateway: GatewayClient,
  { email, password }: Omit<Account, 'displayName'>,
): Promise<string> {
  const body = { email, password };
  const session = await gateway.post('/api/users/login', { schema: sessionTokensSchema, body });
  return session.accessToken;
}

/** An access token, of an account that is created when it does not exist. */
export async function signInOrRegister(gateway: GatewayClient, account: Account): Promise<string> {
  try {
    return await signIn(gateway, account);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  await register(gateway, account);
  return signIn(gateway, account);
}

export async function register(gateway: GatewayClient, account: Account): Promise<void> {
  await gateway.post('/api/users/register', { schema: userSchema, body: account });
}
