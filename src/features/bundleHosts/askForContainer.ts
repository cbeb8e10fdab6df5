import * as vscode from 'vscode';
import { type AzureResource, AzureResources, type StorageAccount } from '../../hosting/azureResources.ts';
import { type ContainerAddress, readContainerAddress } from '../../hosting/containerAddress.ts';
import { failureOf } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { type Back, back, type Frame, type PickRow, type Prompts } from '../../platform/prompts.ts';
import type { Tenancy } from '../tenancy.ts';

interface ContainerServices {
  readonly tenancy: Tenancy;
  readonly prompts: Prompts;
}

/** Asks for a container of Azure Blob Storage, step by step or by its address. Back returns to the step before. */
export async function askForContainer(services: ContainerServices, frame: Frame): Promise<string | Back> {
  const { azure } = services.tenancy;
  if (azure?.root === undefined) {
    return askForAddress(services, frame);
  }
  const resources = new AzureResources(azure.root, azure.resourceToken);
  const question = { placeholder: vscode.l10n.t('Which Azure subscription?'), icon: 'key' };
  return choose(
    services,
    frame,
    question,
    (signal) => resources.subscriptions(signal),
    (subscription) => askInSubscription(services, frame, resources, subscription),
  );
}

function askInSubscription(
  services: ContainerServices,
  frame: Frame,
  resources: AzureResources,
  subscription: AzureResource,
): Promise<string | Back> {
  const question = { placeholder: vscode.l10n.t('Which storage account?'), icon: 'database' };
  return choose(
    services,
    frame,
    question,
    (signal) => resources.storageAccounts(subscription, signal),
    (account) => askInAccount(services, frame, resources, account),
  );
}

function askInAccount(
  services: ContainerServices,
  frame: Frame,
  resources: AzureResources,
  account: StorageAccount,
): Promise<string | Back> {
  const question = { placeholder: vscode.l10n.t('Which container?'), icon: 'folder' };
  return choose(
    services,
    frame,
    question,
    (signal) => resources.containers(account, signal),
    async ({ name }) => `${account.blobRoot}/${name}`,
  );
}

/**
 * Has one of a list chosen and goes on with it, or an address entered. A list that cannot be had says why.
 * @param goOn asks further; where that comes back, the list is shown again
 */
async function choose<T extends AzureResource>(
  services: ContainerServices,
  frame: Frame,
  { placeholder, icon }: { readonly placeholder: string; readonly icon: string },
  read: (signal: AbortSignal) => Promise<readonly T[]>,
  goOn: (chosen: T) => Promise<string | Back>,
): Promise<string | Back> {
  const rows: PickRow<T | 'enter'>[] = [
    ...(await rowsOf(services, icon, read)),
    { label: '', separator: true },
    { label: vscode.l10n.t('Enter the address of a container…'), icon: 'edit', value: 'enter' },
  ];
  for (;;) {
    const chosen = await services.prompts.pick<T | 'enter'>(frame, { placeholder, rows });
    if (chosen === back) {
      return back;
    }
    const container = chosen === 'enter' ? await askForAddress(services, frame) : await goOn(chosen);
    if (container !== back) {
      return container;
    }
  }
}

async function rowsOf<T extends AzureResource>(
  { tenancy }: ContainerServices,
  icon: string,
  read: (signal: AbortSignal) => Promise<readonly T[]>,
): Promise<PickRow<T>[]> {
  try {
    const found = await withProgress(vscode.l10n.t('Asking Azure…'), tenancy.signal, read);
    return found.length === 0
      ? [{ label: vscode.l10n.t('There is none that you may see.'), icon: 'info' }]
      : found.map((value) => ({ label: value.name, icon, value }));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.outcome !== 'expected') {
      throw error;
    }
    return [{ label: failure.message, icon: 'error' }];
  }
}

async function askForAddress({ prompts, tenancy }: ContainerServices, frame: Frame): Promise<string | Back> {
  const read = (typed: string): ContainerAddress => {
    const address = readContainerAddress(typed, false);
    return !address.ok || tenancy.azure?.isBlobService(new URL(address.container).hostname)
      ? address
      : {
          ok: false,
          message: vscode.l10n.t(
            'This is no blob service of Azure Storage in the cloud in which you are signed in. Your sign-in is not sent anywhere else.',
          ),
        };
  };
  const text = await prompts.text(frame, {
    prompt: vscode.l10n.t('Address of the container'),
    placeholder: 'https://….blob.core.windows.net/…',
    value: '',
    isSecret: (typed) => typed.includes('sig='),
    validate: (typed) => {
      const address = read(typed);
      return address.ok ? undefined : address.message;
    },
  });
  if (text === back) {
    return back;
  }
  const address = read(text);
  return address.ok ? address.container : back;
}
