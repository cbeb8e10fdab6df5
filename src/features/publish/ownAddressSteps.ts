import * as vscode from 'vscode';
import { type Back, back, type Frame } from '../../platform/prompts.ts';
import { suggestedFile } from '../../platform/suggestedFile.ts';
import type { WizardStep } from '../../platform/wizard.ts';
import { askForAddress } from '../bundleHosts/askForAddress.ts';
import { askToVerify } from '../bundleHosts/askToVerify.ts';
import { fileNameOf } from '../fileName.ts';
import type { Tenancy } from '../tenancy.ts';
import type { BundlePart } from './publishPlan.ts';
import { nameOfTarget, type PublishServices, type PublishState } from './publishState.ts';

type Services = Pick<PublishServices, 'prompts' | 'files'>;

/** The questions for bundles that the user has an address for, each its own. */
export function ownAddressSteps(
  services: Services,
  tenancy: Tenancy,
  mostBundles: number,
): readonly WizardStep<PublishState>[] {
  return Array.from({ length: mostBundles }, (_, index) => stepsFor(services, tenancy, index)).flat();
}

function stepsFor(services: Services, tenancy: Tenancy, index: number): WizardStep<PublishState>[] {
  const { prompts } = services;
  const stepOf = (
    ask: (state: PublishState, part: BundlePart, frame: Frame) => Promise<Back | undefined>,
  ): WizardStep<PublishState> => ({
    isNeeded: ({ host, parts }) => host?.kind === 'address' && parts.length > index,
    ask: async (state, frame) => {
      const part = state.parts[index];
      return part && ask(state, part, frame);
    },
  });
  return [
    stepOf((state, part, frame) => askToSave(services, state, part, frame)),
    stepOf(async ({ addresses }, { sha256 }, frame) => {
      const known = addresses.get(sha256);
      const slot: { address?: string } = known === undefined ? {} : { address: known };
      const answer = await askForAddress({ tenancy, prompts }, slot, frame);
      if (slot.address !== undefined) {
        addresses.set(sha256, slot.address);
      }
      return answer;
    }),
    stepOf(({ addresses }, { bytes, sha256 }, frame) =>
      askToVerify({ tenancy, prompts }, { size: bytes.length, hash: sha256 }, addresses.get(sha256), frame),
    ),
  ];
}

/** A bundle that lies somewhere already has to be exactly this one: it is saved first. */
async function askToSave(
  services: Services,
  state: PublishState,
  part: BundlePart,
  frame: Frame,
): Promise<Back | undefined> {
  const { prompts, files } = services;
  const { parts } = state;
  const place = { number: parts.indexOf(part) + 1, count: parts.length };
  const answer = await prompts.pick<'save' | 'there'>(frame, {
    placeholder:
      parts.length > 1
        ? vscode.l10n.t('Bundle {number} of {count}. Its address has to serve exactly this bundle.', place)
        : vscode.l10n.t('The address has to serve exactly this bundle.'),
    rows: [
      { label: vscode.l10n.t('Save the Bundle as a File…'), icon: 'save', value: 'save' },
      { label: vscode.l10n.t('It Lies There Already'), icon: 'arrow-right', value: 'there' },
      { label: `SHA-256 ${part.sha256}`, icon: 'key' },
    ],
  });
  if (answer === back) {
    return back;
  }
  if (answer === 'save') {
    const number = parts.length > 1 ? ` ${place.number}` : '';
    const suggestion = suggestedFile(`${fileNameOf(nameOfTarget(state))}${number}.p7b`);
    const target = await prompts.saveFile(vscode.l10n.t('Save the bundle as'), suggestion, {
      name: vscode.l10n.t('PKCS #7 bundles'),
      extensions: ['p7b'],
    });
    if (!target) {
      return askToSave(services, state, part, frame);
    }
    await files.write(target, part.bytes);
  }
  return undefined;
}
