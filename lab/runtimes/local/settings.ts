import { CliError } from '../../cli/errors.ts';

/** What the local runtime itself reads from the environment; services have settings of their own. */
export interface LocalSettings {
  profile: 'lab' | 'production';
  /** A log is rotated at this size, and this many old ones are kept. */
  logMaxMegabytes: number;
  logKeep: number;
  topicPartitions: number;
  topicRetentionHours: number;
  dlqRetentionHours: number;
  /** Beside the portals' server, which is one. */
  trustedProxies: string[];
}

/**
 * LOG_MAX_MB (10), LOG_KEEP (3), TOPIC_PARTITIONS (6), TOPIC_RETENTION_HOURS (168), DLQ_RETENTION_HOURS (720),
 * TICKETLAB_PROFILE (lab), TRUSTED_PROXIES (none).
 */
export function parseLocalSettings(env: NodeJS.ProcessEnv): LocalSettings {
  const whole = (name: string, preset: number, min: number, max: number) => {
    const text = env[name];
    const value = text === undefined || text === '' ? preset : Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new CliError(`${name} is ${text ?? ''}; it must be a whole number from ${min} to ${max}.`, 2);
  };
  const profile = env['TICKETLAB_PROFILE'] ?? 'lab';
  if (profile !== 'lab' && profile !== 'production') {
    throw new CliError(`TICKETLAB_PROFILE is ${profile}; it must be lab or production.`, 2);
  }
  return {
    profile,
    logMaxMegabytes: whole('LOG_MAX_MB', 10, 1, 10_000),
    logKeep: whole('LOG_KEEP', 3, 0, 100),
    topicPartitions: whole('TOPIC_PARTITIONS', 6, 1, 100),
    topicRetentionHours: whole('TOPIC_RETENTION_HOURS', 168, 1, 87_600),
    dlqRetentionHours: whole('DLQ_RETENTION_HOURS', 720, 1, 87_600),
    trustedProxies: (env['TRUSTED_PROXIES'] ?? '').split(',').filter((address) => address.trim() !== ''),
  };
}
