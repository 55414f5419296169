import { readFileSync } from 'node:fs';

/** The command that installs Java on this system, with the package manager that it has. */
export function javaInstallCommand(osRelease = readOsRelease(), platform = process.platform): string {
  if (platform === 'darwin') return 'brew install openjdk';
  const { ID = '', ID_LIKE = '', VERSION_ID = '0' } = osRelease;
  const like = (...names: string[]) => names.some((name) => `${ID} ${ID_LIKE}`.split(' ').includes(name));
  if (like('alpine')) return 'sudo apk add openjdk17-jre-headless';
  if (like('arch')) return 'sudo pacman -S jre-openjdk-headless';
  if (like('suse', 'opensuse', 'sles')) return 'sudo zypper install java-21-openjdk-headless';
  if (like('fedora') && ID === 'fedora') return 'sudo dnf install java-latest-openjdk-headless';
  if (like('fedora', 'rhel', 'centos')) return 'sudo dnf install java-17-openjdk-headless';
  const has21 = (ID === 'debian' && Number(VERSION_ID) >= 13) || (ID === 'ubuntu' && Number(VERSION_ID) >= 24);
  return `sudo apt-get install -y openjdk-${has21 ? 21 : 17}-jre-headless`;
}

/** The command that installs a package that is called the same everywhere. */
export function installCommand(name: string, osRelease = readOsRelease(), platform = process.platform): string {
  if (platform === 'darwin') return `brew install ${name}`;
  const { ID = '', ID_LIKE = '' } = osRelease;
  const like = (...names: string[]) => names.some((known) => `${ID} ${ID_LIKE}`.split(' ').includes(known));
  if (like('alpine')) return `sudo apk add ${name}`;
  if (like('arch')) return `sudo pacman -S ${name}`;
  if (like('suse', 'opensuse', 'sles')) return `sudo zypper install ${name}`;
  if (like('fedora', 'rhel', 'centos')) return `sudo dnf install ${name}`;
  return `sudo apt-get install -y ${name}`;
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
