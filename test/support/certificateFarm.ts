import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtensionRecipe } from './extensionRecipe.ts';
import { largeExtensions, oddExtensions } from './extensionRecipes.ts';
import { type IssuerRecipe, issuerRecipes } from './farmIssuers.ts';
import { type FarmKey, farmKeys, keyFile, makeFarmKeys, silentKeys } from './farmKeys.ts';
import { inTurns } from './inTurns.ts';
import { fixedNames, type NameRecipe, oddAttribute, oddName } from './oddNames.ts';
import { openssl } from './openssl.ts';
import { itemAt } from './pkiFixtures.ts';
import { type SeededChoice, seededChoice } from './seededChoice.ts';
import { splicedCertificates } from './splicedCertificates.ts';

/**
 * Thousands of certificates made by the `openssl` command in a few seconds: keys and requests are made once, and each
 * call of `openssl ca` makes several certificates, with extensions, validity and issuer of their own, out of requests
 * with any key and name. What is asked for is the same in every run; only keys and signatures are not.
 */

const requestCount = 150;
const batchCount = 330;
const requestsInBatch = 7;
const selfSignedCount = 240;

/** @returns all certificates in DER */
export async function growFarm(directory: string): Promise<Buffer[]> {
  const choice = seededChoice(20_260_101);
  await makeFarmKeys(directory);
  const requests = await makeRequests(directory, choice);
  const issuers = await makeIssuers(directory, choice);
  const batches = Array.from({ length: batchCount }, (_, index) =>
    planBatch(choice, requests, issuers, index),
  );
  const selfSigned = planSelfSigned(choice);
  const silent = silentKeys.map((key) => () => certifySilentKey(directory, key));
  const pems = await inTurns([
    ...batches.map((batch) => () => makeBatch(batch)),
    ...selfSigned.map((plan) => () => makeSelfSigned(directory, plan)),
    ...silent,
  ]);
  const made = [...issuers.map(({ pem }) => pem), ...pems].flatMap(certificatesIn);
  return [...made, ...splicedCertificates(itemAt(made, 0))];
}

/** The certificates in PEM blocks, whatever stands between these. */
export function certificatesIn(pem: Buffer): Buffer[] {
  return [...pem.toString('latin1').matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(
    ([, body = '']) => Buffer.from(body, 'base64'),
  );
}

/** Requests with each key, and with all names that are not left to chance. */
async function makeRequests(directory: string, choice: SeededChoice): Promise<string[]> {
  const plans = Array.from({ length: requestCount }, (_, index) => ({
    key: farmKeys[index] ?? choice.oneOf(farmKeys),
    name: fixedNames[index] ?? oddName(choice),
    file: join(directory, `request${index}.pem`),
  }));
  await inTurns(
    plans.map(({ key, name, file }) => () => {
      const subject = [
        '-utf8',
        '-subj',
        name.subject,
        '-key',
        keyFile(directory, key),
        hashFor(key),
        '-out',
        file,
      ];
      return openssl(['req', '-new', '-config', 'c.cnf', ...subject], {
        'c.cnf': requestConfiguration(name),
      });
    }),
  );
  return plans.map(({ file }) => file);
}

/** A key for RSASSA-PSS may say with which hash it is to be used. */
function hashFor(key: FarmKey): string {
  return key === 'rsaPssSha512' ? '-sha512' : '-sha256';
}

function requestConfiguration(
  { stringMask }: NameRecipe,
  { lines, sections }: ExtensionRecipe = { lines: [], sections: [] },
): string {
  return [
    `oid_section = attributeTypes\n[attributeTypes]\n${oddAttribute.name} = ${oddAttribute.oid}`,
    `[req]\ndistinguished_name = empty\nstring_mask = ${stringMask}\n[empty]`,
    ...(lines.length > 0 ? ['[extensions]', ...lines, ...sections] : []),
    '',
  ].join('\n');
}

interface Issuer {
  readonly recipe: IssuerRecipe;
  readonly keyFile: string;
  readonly file: string;
  readonly pem: Buffer;
}

async function makeIssuers(directory: string, choice: SeededChoice): Promise<Issuer[]> {
  const extensions = {
    lines: ['basicConstraints = critical, CA:TRUE', 'subjectKeyIdentifier = hash'],
    sections: [],
  };
  const plans = issuerRecipes.map((recipe, index) => ({
    recipe,
    name: oddName(choice),
    serial: `${index + 1}`,
  }));
  return inTurns(
    plans.map(({ recipe, name, serial }) => async () => {
      const pem = await makeSelfSigned(directory, { ...recipe, name, serial, extensions, days: 3650 });
      const file = join(directory, `issuer${serial}.pem`);
      await writeFile(file, pem);
      return { recipe, keyFile: keyFile(directory, recipe.key), file, pem };
    }),
  );
}

interface SelfSignedPlan extends IssuerRecipe {
  readonly name: NameRecipe;
  readonly extensions: ExtensionRecipe;
  /** Decimal, or hex behind `0x`, also negative: only `openssl req` takes such a number. */
  readonly serial: string;
  readonly days: number;
}

const oddSerials = [
  '0',
  '-1',
  '-128',
  '-129',
  '127',
  '128',
  '255',
  '-32768',
  '-0x0102030405060708090a0b0c0d0e0f',
];

function planSelfSigned(choice: SeededChoice): SelfSignedPlan[] {
  const large = largeExtensions.map((extensions) => ({ extensions }));
  return Array.from({ length: selfSignedCount }, (_, index) => ({
    ...(issuerRecipes[index] ?? choice.oneOf(issuerRecipes.slice(0, -1))),
    name: fixedNames[index] ?? oddName(choice),
    serial: oddSerials[index] ?? `${choice.oneOf(['-', ''])}0x${choice.hex(1 + choice.integer(20))}`,
    extensions: oddExtensions(choice),
    days: 1 + choice.integer(9000),
    ...large[index],
  }));
}

function makeSelfSigned(directory: string, plan: SelfSignedPlan): Promise<Buffer> {
  const { extensions, name } = plan;
  // Nobody's key identifier is there yet while a certificate signs itself, so that it cannot be insisted on.
  const lines = extensions.lines.map((line) => line.replaceAll(':always', ''));
  const key = ['-key', keyFile(directory, plan.key), `-${plan.hash}`, ...plan.options];
  const subject = ['-utf8', '-subj', name.subject, '-set_serial', plan.serial, '-days', `${plan.days}`];
  const section = lines.length > 0 ? ['-extensions', 'extensions'] : [];
  return openssl(['req', '-x509', '-config', 'c.cnf', ...key, ...subject, ...section], {
    'c.cnf': requestConfiguration(name, { ...extensions, lines }),
  });
}

interface Batch {
  readonly issuer: Issuer;
  readonly extensions: ExtensionRecipe;
  readonly serial: string;
  readonly validity: readonly [start: string, end: string];
  readonly requests: readonly string[];
}

const validities = [
  ['18500101000000Z', '99991231235959Z'],
  ['00010101000000Z', '00011231235959Z'],
  ['19491231235959Z', '19500101000000Z'],
  ['19500101000000Z', '20491231235959Z'],
  ['20491231235959Z', '20500101000000Z'],
  ['20000229120000Z', '24000229120000Z'],
  ['500101000000Z', '491231235959Z'],
  ['19700101000000Z', '19691231235959Z'],
] as const;

function planBatch(
  choice: SeededChoice,
  requests: readonly string[],
  issuers: readonly Issuer[],
  index: number,
): Batch {
  const two = (below: number): string => `${1 + choice.integer(below)}`.padStart(2, '0');
  const random = (): string =>
    `${1950 + choice.integer(150)}${two(12)}${two(28)}${two(23)}${two(59)}${two(59)}Z`;
  return {
    issuer: issuers[index] ?? choice.oneOf(issuers.slice(0, -1)), // the last one is slow
    extensions: oddExtensions(choice),
    serial: choice.oneOf([
      '00',
      '7fffff',
      choice.hex(1 + choice.integer(19)),
      choice.hex(20),
      'ff'.repeat(19),
    ]),
    validity: choice.chance(0.5) ? choice.oneOf(validities) : [random(), random()],
    requests:
      index * requestsInBatch < requests.length
        ? requests.slice(index * requestsInBatch).slice(0, requestsInBatch)
        : choice.someOf(requests, requestsInBatch).concat(choice.someOf(requests, requestsInBatch)),
  };
}

function makeBatch({ issuer, extensions, serial, validity, requests }: Batch): Promise<Buffer> {
  const signer = ['-cert', issuer.file, '-keyfile', issuer.keyFile, '-md', issuer.recipe.hash];
  const dates = ['-startdate', validity[0], '-enddate', validity[1]];
  const form = ['-batch', '-notext', '-utf8', '-preserveDN', '-config', 'c.cnf'];
  const options = [...form, ...signer, ...issuer.recipe.options, ...dates, '-infiles', ...requests];
  return openssl(['ca', ...options], {
    'c.cnf': authorityConfiguration(extensions),
    'index.txt': '',
    serial,
  });
}

function authorityConfiguration({ lines, sections }: ExtensionRecipe): string {
  return [
    '[ca]\ndefault_ca = this\n[this]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .',
    `policy = any\nunique_subject = no${lines.length > 0 ? '\nx509_extensions = extensions' : ''}`,
    '[any]\ncommonName = optional',
    ...(lines.length > 0 ? ['[extensions]', ...lines, ...sections] : []),
    '',
  ].join('\n');
}

/** A certificate for a key that makes no request, signed with another one. */
async function certifySilentKey(directory: string, key: (typeof silentKeys)[number]): Promise<Buffer> {
  const publicKey = await openssl(['pkey', '-in', keyFile(directory, key), '-pubout']);
  const signer = ['-key', keyFile(directory, 'ed25519'), '-subj', `/CN=${key}`];
  return openssl(['x509', '-new', '-force_pubkey', 'public.pem', ...signer], { 'public.pem': publicKey });
}
