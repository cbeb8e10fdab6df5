import { strict as assert } from 'node:assert';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeBundle } from '../../src/pki/bundle.ts';
import { makeAuthority, makeBundle, openssl } from '../support/openssl.ts';
import type { QueuedAnswer } from '../support/queuedPrompts.ts';
import { afterUpload, openSandbox, runWithAnswers } from './extension.ts';
import { workspaceFile } from './fixtures.ts';

const day = 24 * 60 * 60 * 1000;

/** Certificates in every form, in a folder with another in it; and what should not be in a bundle. */
async function folderOfCertificates(name: string): Promise<vscode.Uri> {
  const folder = workspaceFile(name);
  const inner = join(folder.fsPath, 'inner');
  await mkdir(inner, { recursive: true });
  const root = await makeAuthority({ name: `${name} Root` });
  const issuing = await makeAuthority({ name: `${name} Issuing`, issuer: root });
  const expired = await makeAuthority({
    name: `${name} Old`,
    startDate: new Date(Date.now() - 400 * day),
    endDate: new Date(Date.now() - 30 * day),
  });
  const person = await makeAuthority({ name: `${name} Somebody`, issuer: issuing, authority: false });
  await writeFile(join(folder.fsPath, 'a issuing.cer'), issuing.der);
  await writeFile(join(folder.fsPath, 'b root.PEM'), root.pem);
  await writeFile(join(folder.fsPath, 'key.pem'), `${person.pem}\n${person.keyPem}`);
  await writeFile(join(folder.fsPath, 'words.crt'), 'words');
  await writeFile(join(folder.fsPath, 'notes.txt'), root.pem);
  await writeFile(join(inner, 'old.crt'), expired.pem);
  await writeFile(join(inner, 'all.p7b'), await makeBundle([root, person], 'der'));
  return folder;
}

/** Subjects of the certificates in a bundle, as OpenSSL reads them. */
async function subjectsIn(file: vscode.Uri): Promise<string[]> {
  const text = await openssl(['pkcs7', '-inform', 'DER', '-in', 'b.p7b', '-print_certs', '-noout'], {
    'b.p7b': await readFile(file.fsPath),
  });
  return [...text.toString().matchAll(/^subject=.*CN = (.*)$/gm)].map((match) => match[1] ?? '');
}

async function create(args: readonly unknown[], answers: readonly QueuedAnswer[]) {
  return runWithAnswers('cbaPki.bundle.create', args, answers);
}

const leaveOutNothing = { pick: 'Leave Out Nothing' };

describe('Create Bundle from Certificates', () => {
  before(async () => {
    const { model } = await openSandbox();
    await model.configurations();
  });

  it('takes a folder, each certificate once, and leaves out what the trust store would not take', async () => {
    const folder = await folderOfCertificates('Mixed');
    const target = workspaceFile('Mixed made.p7b');
    const prompts = await create(
      [folder, [folder]],
      [{ pick: 'Continue Without Them' }, leaveOutNothing, { picks: 'as it is' }, { save: target }],
    );
    const told = prompts.seen[0]?.rows.join('\n') ?? '';
    assert.match(told, /key\.pem: The file holds a private key/);
    assert.match(told, /words\.crt: /);
    assert.doesNotMatch(told, /notes\.txt/);
    const rows = prompts.seen[2]?.rows ?? [];
    assert.equal(rows.length, 4);
    assert.match(rows[0] ?? '', /^\[x\] Mixed Root root/);
    assert.ok(rows.some((row) => row.startsWith('[ ] Mixed Old root · expired')));
    assert.ok(rows.some((row) => row.startsWith('[ ] Mixed Somebody not a CA certificate')));
    assert.deepEqual(await subjectsIn(target), ['Mixed Root', 'Mixed Issuing']);
  });

  it('puts in what the user ticks, with the bytes as they were', async () => {
    const folder = await folderOfCertificates('Ticked');
    const target = workspaceFile('Ticked made.p7b');
    const issuing = vscode.Uri.joinPath(folder, 'a issuing.cer');
    await create(
      [issuing, [issuing]],
      [leaveOutNothing, { picks: ['Ticked Issuing'] }, { pick: 'Continue' }, { save: target }],
    );
    const bytes = await readFile(target.fsPath);
    assert.ok(bytes.includes(await readFile(issuing.fsPath)));
    assert.deepEqual(await subjectsIn(target), ['Ticked Issuing']);
  });

  it('asks for files when it comes from the palette', async () => {
    const folder = await folderOfCertificates('Palette');
    const target = workspaceFile('Palette made.p7b');
    const files = ['a issuing.cer', 'b root.PEM'].map((name) => vscode.Uri.joinPath(folder, name));
    await create([], [{ files }, leaveOutNothing, { picks: 'as it is' }, { save: target }]);
    assert.deepEqual(await subjectsIn(target), ['Palette Root', 'Palette Issuing']);
  });

  it('leaves out what a configuration has, and says what an upload of the rest would run into', async () => {
    const folder = await folderOfCertificates('Known');
    const bundle = workspaceFile('Known made.p7b');
    const files = ['a issuing.cer', 'b root.PEM'].map((name) => vscode.Uri.joinPath(folder, name));
    const { model } = await openSandbox();
    const issuing = await readFile(files[0]?.fsPath ?? '');
    const uploaded = workspaceFile('Known issuing.p7b');
    await writeFile(uploaded.fsPath, writeBundle([issuing]));
    await runWithAnswers(
      'cbaPki.file.upload',
      [uploaded],
      [{ pick: 'Contoso Pilot' }, { pick: 'Continue' }, { pick: 'Serve this file' }, { pick: 'Upload' }],
    );
    await afterUpload('Contoso Pilot');
    await model.configurations();
    const prompts = await create(
      [files[0], files],
      [{ pick: 'Contoso Pilot' }, { picks: 'as it is' }, { save: bundle }],
    );
    const rows = prompts.seen[1]?.rows ?? [];
    assert.ok(
      rows.some((row) => /^\[ \] Known Issuing .*already there/.test(row)),
      rows.join('\n'),
    );
    assert.deepEqual(await subjectsIn(bundle), ['Known Root']);

    const stopped = await create(
      [files[0], files],
      [{ pick: 'Contoso Pilot' }, { picks: ['Known Issuing'] }, { pick: 'Do Not Create It' }],
    );
    assert.match(stopped.seen.at(-1)?.rows.join('\n') ?? '', /Already in the configuration: Known Issuing/);
  });

  it('asks again where the comparison fails, and keeps everything', async () => {
    const folder = await folderOfCertificates('Failing');
    const issuing = vscode.Uri.joinPath(folder, 'b root.PEM');
    const running = await openSandbox();
    await running.model.configurations();
    running.stopSandbox();
    const target = workspaceFile('Failing made.p7b');
    const prompts = await create(
      [issuing],
      [{ pick: 'Contoso Pilot' }, leaveOutNothing, { picks: 'as it is' }, { save: target }],
    );
    assert.equal(prompts.seen.length, 3);
    assert.ok((prompts.seen[1]?.rows.length ?? 0) > (prompts.seen[0]?.rows.length ?? 0));
    await openSandbox();
  });

  it('writes nothing when it is cancelled, or finds nothing', async () => {
    const folder = await folderOfCertificates('Cancelled bundle');
    const issuing = vscode.Uri.joinPath(folder, 'a issuing.cer');
    await create(
      [issuing],
      [leaveOutNothing, { picks: 'as it is' }, { pick: 'Continue' }, { save: undefined }],
    );
    await create([], [{ files: [] }]);
    const key = vscode.Uri.joinPath(folder, 'key.pem');
    const prompts = await create([key], []);
    assert.deepEqual(prompts.seen, []);
    const names = (await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, '..'))).map(
      ([name]) => name,
    );
    assert.ok(!names.some((name) => name.startsWith('Cancelled bundle ') && name.endsWith('.p7b')));
  });
});
