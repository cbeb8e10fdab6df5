import { randomBytes, randomInt } from 'node:crypto';
import type { Account } from './accounts.ts';

type DeviceState =
  | { readonly kind: 'pending' | 'declined' | 'expired' }
  | { readonly kind: 'approved'; readonly account: Account };

/** One sign-in with a device code. */
export interface DeviceSignIn {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly tenant: string;
  readonly scope: string;
  state: DeviceState;
}

/** The sign-ins with a device code, and what the people before them do. */
export class Devices {
  readonly all: DeviceSignIn[] = [];
  readonly #account: () => Account;

  /** @param account who signs in where nobody is named */
  constructor(account: () => Account) {
    this.#account = account;
  }

  begin(clientId: string, tenant: string, scope: string): DeviceSignIn {
    const letters = 'BCDFGHJKLMNPQRSTVWXYZ23456789';
    const userCode = Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('');
    const device = {
      deviceCode: randomBytes(48).toString('base64url'),
      userCode,
      clientId,
      tenant,
      scope,
      state: { kind: 'pending' } as const,
    };
    this.all.push(device);
    return device;
  }

  find(deviceCode: string): DeviceSignIn | undefined {
    return this.all.find((device) => device.deviceCode === deviceCode);
  }

  approve(userCode: string, account: Account = this.#account()): void {
    this.#set(userCode, { kind: 'approved', account });
  }

  decline(userCode: string): void {
    this.#set(userCode, { kind: 'declined' });
  }

  expire(userCode: string): void {
    this.#set(userCode, { kind: 'expired' });
  }

  #set(userCode: string, state: DeviceState): void {
    const device = this.all.find((one) => one.userCode === userCode);
    if (!device) {
      throw new Error(`No sign-in waits for the code ${userCode}`);
    }
    device.state = state;
  }
}
