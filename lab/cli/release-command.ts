import { type Command, InvalidArgumentError } from 'commander';

/** `./deploy.sh release` and `rollback`: what a release and a canary look like, with the one program that there is. */
export function addReleaseCommands(program: Command): void {
  program
    .command('release')
    .argument('<service>')
    .argument('<version>', 'what its instances shall call themselves', parseVersion)
    .option('--canary', 'only one instance of it, beside those that run', false)
    .option('--set <name=value>', 'a setting of this release; may be repeated', collectSetting, {})
    .description('replace the instances of a service by ones of another version')
    .action(
      async (
        service: string,
        version: string,
        flags: { canary: boolean; set: Record<string, string> },
      ): Promise<void> => {
        const { runRelease } = await import('./release.ts');
        await runRelease(service, { version, canary: flags.canary, settings: flags.set });
      },
    );
  program
    .command('rollback <service>')
    .description('end the canary of a service, or go back from a release to what was deployed')
    .action(async (service: string) => {
      const { runRollback } = await import('./release.ts');
      await runRollback(service);
    });
}

function parseVersion(text: string): string {
  if (/^[\w.-]{1,40}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be like 1.2.0: letters, digits, dots and dashes, at most 40.');
}

function collectSetting(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It must be NAME=value.');
  return { ...before, [name]: value };
}
