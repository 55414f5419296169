import { challengeRoutes } from '@ticketlab/service-kit/challenge/routes';
import { createKit, createService, type Service } from '@ticketlab/service-kit/kit';
import { createLoop } from '@ticketlab/service-kit/loop';
import { createKafka } from '@ticketlab/service-kit/messaging/kafka';
import { createOutboxRelay } from '@ticketlab/service-kit/messaging/outbox-relay';
import { createPostgres } from '@ticketlab/service-kit/postgres/pool';
import { createRetention } from '@ticketlab/service-kit/postgres/retention';
import { createHttpClient } from '@ticketlab/service-kit/resilience/http-client';
import type { Request } from 'express';
import { createBcryptHasher } from './adapters/bcrypt-hasher.ts';
import { createBounded } from './adapters/bounded.ts';
import { createHttpMailSender } from './adapters/http-mail-sender.ts';
import { createHttpPersonalData } from './adapters/http-personal-data.ts';
import { checkInvariants } from './adapters/pg-invariants.ts';
import { createPgResetStore } from './adapters/pg-reset-store.ts';
import { createPgSessionEndings } from './adapters/pg-session-endings.ts';
import { createPgUserLists } from './adapters/pg-user-lists.ts';
import { createPgUserStore } from './adapters/pg-user-store.ts';
import { createRedisLoginThrottle } from './adapters/redis-login-throttle.ts';
import { createRedisSessionStore } from './adapters/redis-session-store.ts';
import { createSigningKeys } from './adapters/signing-keys.ts';
import { createFirstAdminWorker } from './first-admin.ts';
import type { UserConfig } from './config.ts';
import { clientAddress } from './domain/network-address.ts';
import { accountRoutes } from './http/account-routes.ts';
import { refuseOtherNames } from './http/account-names.ts';
import { adminRoutes } from './http/admin-routes.ts';
import { bearerCaller } from './http/bearer-caller.ts';
import { internalRoutes } from './http/internal-routes.ts';
import { passwordResetRoutes } from './http/password-reset-routes.ts';
import { createRefreshCookie } from './http/refresh-cookie.ts';
import { sessionRoutes } from './http/session-routes.ts';
import { signInRoutes } from './http/sign-in-routes.ts';
import { createUserMetrics } from './metrics.ts';
import { createAdministerUser } from './usecases/administer-user.ts';
import { createBootstrapAdmin } from './usecases/bootstrap-admin.ts';
import { createChangePassword } from './usecases/change-password.ts';
import { createCheckPassword } from './usecases/check-password.ts';
import { createChangeAndSignOut, createEndSessions } from './usecases/end-sessions.ts';
import { createEraseAccount } from './usecases/erase-account.ts';
import { createExportData } from './usecases/export-data.ts';
import { createLogin } from './usecases/login.ts';
import { createReadUser } from './usecases/read-user.ts';
import { createRefresh } from './usecases/refresh.ts';
import { createRegister } from './usecases/register.ts';
import { createResetPassword } from './usecases/reset-password.ts';
import { createSendResetMails } from './usecases/send-reset-mails.ts';
import { createEndSession, createLogout } from './usecases/sessions.ts';
import { createUpdateProfile } from './usecases/update-profile.ts';

const expiredLinksEveryMs = 60_000;

/** Accounts, sessions and the keys of access tokens, ready to start. */
export function createUserService(config: UserConfig, overrides: { clock?: () => Date } = {}): Service {
  const clock = overrides.clock ?? (() => new Date());
  const keys = createSigningKeys(
    { privateKey: config.JWT_PRIVATE_KEY, previous: config.JWT_PREVIOUS_PUBLIC_KEY },
    { issuer: config.JWT_ISSUER, audience: config.JWT_AUDIENCE, expiresInSeconds: config.ACCESS_TOKEN_SECONDS },
    clock,
  );
  const kit = createKit('user-service', config, { clock, loadJwks: () => Promise.resolve(keys.keySet) });
  const { newId, redis } = kit;

  const db = createPostgres(kit, config.DATABASE_URL, { max: config.DATABASE_POOL_MAX });
  const kafka = createKafka(kit);
  const notifications = createHttpClient(kit, 'notification-service');
  const users = createPgUserStore(db, clock);
  const lists = createPgUserLists(db);
  const resets = createPgResetStore(db);
  const sessions = createRedisSessionStore(
    redis,
    {
      idleSeconds: config.SESSION_IDLE_SECONDS,
      maxSeconds: config.SESSION_MAX_SECONDS,
      graceMs: config.REFRESH_GRACE_MS,
      perUser: config.SESSIONS_PER_USER,
      accessTokenSeconds: config.ACCESS_TOKEN_SECONDS,
    },
    clock,
  );
  const throttle = createRedisLoginThrottle(redis, {
    perAccount: config.LOGIN_FAILURES_PER_ACCOUNT,
    perAddress: config.LOGIN_FAILURES_PER_ADDRESS,
    windowSeconds: config.LOGIN_WINDOW_SECONDS,
  });
  const hashing = createBounded(config.BCRYPT_CONCURRENCY, config.BCRYPT_QUEUE);
  const hasher = createBcryptHasher(config.BCRYPT_COST, hashing);
  const metrics = createUserMetrics(kit.metrics, hashing);

  const endSessions = createEndSessions({ endings: createPgSessionEndings(db), sessions });
  const changeAndSignOut = createChangeAndSignOut({
    users,
    endSessions,
    onDelay: (error) => kit.log.warn({ err: error }, 'sessions end later'),
  });
  const checkPassword = createCheckPassword({ users, throttle, hasher });
  const readUser = createReadUser(users);
  const sendResetMails = createSendResetMails({
    users,
    resets,
    mails: createHttpMailSender(notifications),
    resetUrl: config.PASSWORD_RESET_URL,
    lifetimeSeconds: config.RESET_LINK_SECONDS,
    onFailure: (error) => kit.log.warn({ err: error }, 'mail postponed'),
  });
  const personalData = createHttpPersonalData((service) =>
    service === 'notification-service' ? notifications : createHttpClient(kit, service),
  );
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = config;
  const bootstrapAdmin = createBootstrapAdmin({ users, hasher, clock, newId });
  const everyMs = config.POLL_EVERY_MS;
  const mailing = createLoop(kit, { name: 'reset-mails', everyMs, run: async () => (await sendResetMails()) > 0 });
  const ending = createLoop(kit, { name: 'session-endings', everyMs, run: async () => (await endSessions(null)) > 0 });
  const expiring = createLoop(kit, {
    name: 'expired-links',
    everyMs: expiredLinksEveryMs,
    run: async () => {
      await resets.removeExpired();
      return false;
    },
  });

  const cookie = createRefreshCookie({
    suffix: config.COOKIE_SUFFIX,
    secure: config.TICKETLAB_PROFILE === 'production',
    maxAgeSeconds: config.SESSION_IDLE_SECONDS,
  });
  const addressOf = (req: Request) =>
    clientAddress(req.socket.remoteAddress, req.get('x-forwarded-for'), config.GATEWAY_ADDRESSES);

  const routes = [
    ...signInRoutes({
      register: createRegister({ users, hasher, clock, newId }),
      login: metrics.counted('login', createLogin({ users, sessions, throttle, hasher, tokens: keys, clock, newId })),
      refresh: metrics.counted(
        'refresh',
        createRefresh({
          users,
          sessions,
          tokens: keys,
          onReuse: ({ id, userId }) => kit.log.warn({ userId, sessionId: id }, 'refresh token reused: session ended'),
        }),
      ),
      logout: createLogout(sessions),
      logoutBearer: async (authorization) => {
        const caller = await bearerCaller(kit.auth, authorization);
        if (caller !== null) await sessions.end(caller.userId, caller.sessionId);
      },
      cookie,
      addressOf,
    }),
    ...passwordResetRoutes({
      requestReset: async (email) => {
        await resets.request({ id: newId(), email });
        mailing.wake();
      },
      resetPassword: createResetPassword({ resets, hasher, changeAndSignOut }),
    }),
    ...accountRoutes({
      readUser,
      updateProfile: createUpdateProfile(users),
      changePassword: createChangePassword({ checkPassword, hasher, changeAndSignOut }),
      eraseAccount: createEraseAccount({ checkPassword, changeAndSignOut }),
      exportData: createExportData({ users, sessions, sources: personalData, clock }),
      cookie,
      addressOf,
    }),
    ...sessionRoutes({ sessions, endSession: createEndSession(sessions), cookie }),
    ...challengeRoutes(kit),
    // after all others: its `/api/users/:id` would match them
    ...adminRoutes({ lists, readUser, administerUser: createAdministerUser(changeAndSignOut) }),
    ...internalRoutes({
      keySet: keys.keySet,
      readUser,
      listSessions: (userId) => sessions.list(userId),
      lists,
      invariants: () => checkInvariants(db),
    }),
  ];

  return createService(kit, {
    routes,
    before: [refuseOtherNames(routes)],
    workers: [
      createOutboxRelay(kit, db, kafka),
      createRetention(kit, db, config),
      mailing,
      ending,
      expiring,
      ...(email === undefined || password === undefined
        ? []
        : [createFirstAdminWorker(kit, () => bootstrapAdmin({ email, password }))]),
    ],
    async close() {
      await kafka.close();
      await db.close();
    },
  });
}
