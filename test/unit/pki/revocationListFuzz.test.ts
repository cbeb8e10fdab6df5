import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { flawsOf } from '../../../src/pki/revocationFlaws.ts';
import { revocationLimits } from '../../../src/pki/revocationLimits.ts';
import { readRevocationList } from '../../../src/pki/revocationList.ts';
import { SignatureChecker } from '../../../src/pki/signature.ts';
import { fuzzRuns } from '../../support/fuzzCases.ts';
import { anySpoiltFile, spoil } from '../../support/mutations.ts';
import { derOf, makeAuthority, makeRevocationList } from '../../support/openssl.ts';

const root = await makeAuthority({ name: 'Root' });
const pem = await makeRevocationList(root, {
  revoked: ['01', '02', '0ABC'],
  extensions: [
    'authorityKeyIdentifier = keyid, issuer',
    'issuingDistributionPoint = critical, @point',
    'freshestCRL = URI:http://crl.example/delta.crl',
    '2.5.29.20 = DER:02:01:07',
    '[point]',
    'fullname = URI:http://crl.example/root.crl',
    'onlysomereasons = keyCompromise',
  ],
});
const seeds = [derOf(pem), Buffer.from(pem)];
const context = { now: new Date(), limits: revocationLimits.public, signatures: new SignatureChecker() };

// Only a case that hangs takes as long as this.
it.each(fuzzRuns(0.1))(
  'a spoilt CRL is read, refused or damaged, and never more than that: $numRuns cases from seed $seed',
  { timeout: 120_000 },
  (run) => {
    const outcomes = { read: 0, refused: 0, damaged: 0 };
    const property = fc.property(anySpoiltFile, (file) => {
      const reading = readRevocationList(spoil(file, seeds));
      outcomes[reading.outcome] += 1;
      if (reading.outcome === 'read') {
        flawsOf(reading.list, readCertificate(root.der), 'base', context);
      }
    });
    fc.assert(property, run);
    // Changes that leave nothing whole would not get far into the reader.
    expect(outcomes.read).toBeGreaterThan(run.numRuns / 20);
    expect(outcomes.refused + outcomes.damaged).toBeGreaterThan(run.numRuns / 20);
  },
);
