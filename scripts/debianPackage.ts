import { findOnPath, run } from './processes.ts';

/**
 * Installs a package of Debian or a relative that brings a program of the same name, and returns the program's path.
 * Undefined where there is no apt-get, or no right to use it.
 */
export async function installDebianPackage(name: string): Promise<string | undefined> {
  const aptGet = findOnPath('apt-get');
  if (aptGet === undefined || process.getuid?.() !== 0) {
    return undefined;
  }
  console.log(`Installing ${name} with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run(aptGet, ['update'], { env });
  await run(aptGet, ['install', '-y', name], { env });
  return findOnPath(name);
}
