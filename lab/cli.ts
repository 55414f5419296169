import { Command, CommanderError } from 'commander';
import { BundleError } from './bundle/bundle.ts';
import { CliError } from './cli/errors.ts';
import { programs, usageExitCodes } from './cli/programs.ts';
import { ManifestError } from './manifests/manifest-error.ts';
import { PlatformError } from './platform/platform-error.ts';
import { ApiError, GatewayUnreachableError } from './seed/gateway-client.ts';

/** Errors whose message is meant for the person at the terminal. */
const explained = [PlatformError, BundleError, ManifestError, ApiError, GatewayUnreachableError];

// whoever reads our output may stop before its end, as `head` does
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** `node lab/cli.ts deploy.sh …`: what the scripts at the root hand over to. Exit codes: 0, 1 failed, 2 wrong usage (64 of monitor.sh). */
const [name = '', ...args] = process.argv.slice(2);
process.exitCode = await run(name, args);

async function run(script: string, commandLine: string[]): Promise<number> {
  const configure = programs[script];
  if (configure === undefined) {
    console.error(`error: there is no ${script}; there are ${Object.keys(programs).join(', ')}`);
    return 2;
  }
  const program = new Command(`./${script}`);
  program.exitOverride().showHelpAfterError('(see --help)');
  try {
    await configure(program);
    await program.parseAsync(commandLine, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, usageExitCodes[script] ?? 2);
  }
}

/** Commander has already printed its own errors. */
function report(error: unknown, usageExitCode: number): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
  if (error instanceof CliError) {
    console.error(`error: ${error.message}`);
    return error.exitCode;
  }
  if (explained.some((type) => error instanceof type) && error instanceof Error) {
    console.error(`error: ${error.message}`);
    return 1;
  }
  console.error(error);
  return 1;
}
