import { readFileSync } from 'node:fs';

type Family = 'alpine' | 'arch' | 'suse' | 'redhat' | 'debian' | 'macos';

const commands: Record<Family, string> = {
  alpine: 'sudo apk add',
  arch: 'sudo pacman -S',
  suse: 'sudo zypper install',
  redhat: 'sudo dnf install',
  debian: 'sudo apt-get install -y',
  macos: 'brew install',
};

/** Which package manager this system has; an unknown one counts as Debian's. */
function familyOf({ ID = '', ID_LIKE = '' }: Record<string, string>, platform: NodeJS.Platform): Family {
  if (platform === 'darwin') return 'macos';
  const like = (...names: string[]) => names.some((name) => `${ID} ${ID_LIKE}`.split(' ').includes(name));
  if (like('alpine')) return 'alpine';
  if (like('arch')) return 'arch';
  if (like('suse', 'opensuse', 'sles')) return 'suse';
  return like('fedora', 'rhel', 'centos') ? 'redhat' : 'debian';
}

/** The command that installs Java on this system, with the package manager that it has. */
export function javaInstallCommand(osRelease = readOsRelease(), platform = process.platform): string {
  const { ID = '', VERSION_ID = '0' } = osRelease;
  const has21 = (ID === 'debian' && Number(VERSION_ID) >= 13) || (ID === 'ubuntu' && Number(VERSION_ID) >= 24);
  const packages: Record<Family, string> = {
    alpine: 'openjdk17-jre-headless',
    arch: 'jre-openjdk-headless',
    suse: 'java-21-openjdk-headless',
    redhat: ID === 'fedora' ? 'java-latest-openjdk-headless' : 'java-17-openjdk-headless',
    debian: `openjdk-${has21 ? 21 : 17}-jre-headless`,
    macos: 'openjdk',
  };
  const family = familyOf(osRelease, platform);
  return `${commands[family]} ${packages[family]}`;
}

/** The command that installs a package that is called the same everywhere. */
export function installCommand(name: string, osRelease = readOsRelease(), platform = process.platform): string {
  return `${commands[familyOf(osRelease, platform)]} ${name}`;
}

/** The fields of /etc/os-release; none where there is no such file. */
function readOsRelease(): Record<string, string> {
  try {
    return parseOsRelease(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return {};
  }
}

/** `ID=debian` and `VERSION_ID="12"` -> { ID: 'debian', VERSION_ID: '12' }. */
export function parseOsRelease(text: string): Record<string, string> {
  const fields = text.split('\n').flatMap((line) => {
    const [, name, value] = /^(\w+)=["']?([^"']*)["']?$/.exec(line.trim()) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(fields);
}
