import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority, type OpensslAuthority, temporaryDirectory } from '../../support/openssl.ts';

const script = join(import.meta.dirname, '../../../scripts/inspect.ts');
let folder: string;
let root: OpensslAuthority;

beforeAll(async () => {
  folder = await temporaryDirectory();
  root = await makeAuthority({ name: 'Root' });
  await writeFile(join(folder, 'root.pem'), root.pem);
  await writeFile(join(folder, 'key.pem'), root.keyPem);
});

function inspect(...files: readonly string[]): { code: number | null; lines: Record<string, unknown>[] } {
  const { status, stdout } = spawnSync(process.execPath, [
    script,
    ...files.map((file) => join(folder, file)),
  ]);
  const lines = stdout.toString().trim().split('\n');
  return { code: status, lines: lines.map((line) => JSON.parse(line)) };
}

describe('npm run inspect', () => {
  it('prints what a file is and what is in it', () => {
    const { code, lines } = inspect('root.pem');
    const node = new X509Certificate(root.pem);
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      {
        kind: 'certificate',
        form: 'pem',
        size: root.pem.length,
        sha256: createHash('sha256').update(root.pem).digest('hex'),
        members: [
          {
            index: 1,
            subject: 'CN=Root,O=Test,C=US',
            sha1: node.fingerprint.replaceAll(':', '').toLowerCase(),
            sha256: node.fingerprint256.replaceAll(':', '').toLowerCase(),
            ca: true,
            key: { algorithm: 'EC', bits: 256, curve: 'prime256v1' },
          },
        ],
        findings: [
          {
            rule: 'CBA022',
            severity: 'information',
            member: 1,
            message: expect.stringMatching(/^Root without distribution point\. /),
          },
        ],
      },
    ]);
  });

  it('says with its exit code whether a file was refused or could not be read', () => {
    expect(inspect('key.pem')).toMatchObject({
      code: 2,
      lines: [{ refused: expect.stringMatching(/private key/) }],
    });
    expect(inspect('root.pem', 'key.pem').code).toBe(2);
    expect(inspect('nothing.pem', 'key.pem', 'root.pem')).toMatchObject({
      code: 1,
      lines: [{ unreadable: expect.stringMatching(/ENOENT/) }, {}, { kind: 'certificate' }],
    });
  });
});
