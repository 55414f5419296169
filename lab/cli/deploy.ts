import type { Command } from 'commander';
import { addDownCommand } from './down-command.ts';
import { addLogsCommand } from './logs-command.ts';
import { addReleaseCommands } from './release-command.ts';
import { addResetCommand } from './reset-command.ts';
import { addRestartCommand } from './restart-command.ts';
import { addScaleCommand } from './scale-command.ts';
import { addSeedCommand } from './seed-command.ts';
import { addStatusCommand } from './status-command.ts';
import { addUpCommand } from './up-command.ts';

export function configureDeploy(program: Command): void {
  program.description('Runs Ticketlab on this machine: real stores, seven services and a gateway.');
  addUpCommand(program);
  addDownCommand(program);
  addResetCommand(program);
  addStatusCommand(program);
  addLogsCommand(program);
  addRestartCommand(program);
  addScaleCommand(program);
  addReleaseCommands(program);
  addSeedCommand(program);
  program.addHelpText('after', environmentHelp);
}

const environmentHelp = `
Environment:
  PORT_OFFSET      added to every port, stores included (that of the last start, or 0)
  TICKETLAB_HOME   where everything generated lies (.ticketlab); a second lab needs its own, and a PORT_OFFSET
  DATABASE_URL, REDIS_URL, KAFKA_BROKERS, MONGODB_URL
                   use these stores instead of the embedded ones
  LOG_MAX_MB, LOG_KEEP
                   a log is rotated at this size (10), so many old ones are kept (3)
  TICKETLAB_PROFILE
                   lab, or production: other presets, and no demo accounts (lab)
  AUTOSCALER       on, or off: sizes stay as they are set by hand (on)
  TOPIC_PARTITIONS partitions of a topic, when it is created (6)
  TOPIC_RETENTION_HOURS, DLQ_RETENTION_HOURS
                   events stay so long in their topics (168), dead letters in theirs (720)
  NO_COLOR         plain output
Any setting of a service (see its README or src/config.ts) can be set for \`up\` too.`;
