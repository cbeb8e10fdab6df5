import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { installDebianPackage } from './debianPackage.ts';
import { findOnPath, isExecutable } from './processes.ts';

/** Arguments that keep a browser quiet, off the network, and able to run as root in a container. */
export const browserArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The path of a Chromium, Chrome or Edge: the one that CHROME_PATH names, else one that is installed,
 * else, as root on Debian and its relatives, one installed now. Throws an Error that says what to install.
 */
export async function findOrInstallBrowser(): Promise<string> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) {
    if (!isExecutable(chosen)) {
      throw new Error(`CHROME_PATH names "${chosen}", which is not a program.`);
    }
    return chosen;
  }
  const found = findBrowser() ?? (await installChromium());
  if (found === undefined) {
    throw new Error(
      'There is no browser to run. Install Chromium, Chrome or Edge, or set CHROME_PATH to the one to use.',
    );
  }
  return found;
}

function findBrowser(): string | undefined {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'microsoft-edge-stable',
  ];
  for (const name of names) {
    const path = findOnPath(name);
    if (path !== undefined) {
      return path;
    }
  }
  return [...usualPlaces(), chromium.executablePath()].find(isExecutable);
}

function usualPlaces(): readonly string[] {
  const { platform } = process;
  if (platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    const folders = ['/Applications', join(homedir(), 'Applications')];
    return folders.flatMap((folder) =>
      names.map((name) => join(folder, `${name}.app/Contents/MacOS/${name}`)),
    );
  }
  if (platform === 'win32') {
    const apps = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name]);
    return folders.flatMap((folder) => (folder ? apps.map((app) => join(folder, app)) : []));
  }
  return ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/snap/bin/chromium'];
}

async function installChromium(): Promise<string | undefined> {
  const installed = await installDebianPackage('chromium');
  // Ubuntu's package is only a pointer to a snap, which many containers cannot run.
  const runs = installed !== undefined && spawnSync(installed, ['--version']).status === 0;
  return runs ? installed : undefined;
}
