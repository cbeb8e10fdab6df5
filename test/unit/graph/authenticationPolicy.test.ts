import { describe, expect, it } from 'vitest';
import { type CertificatePolicy, readCertificatePolicy } from '../../../src/graph/authenticationPolicy.ts';
import type { GraphErrorReason } from '../../../src/graph/errors.ts';
import { answer, openServer, webPage } from '../../support/graphServer.ts';
import { openSandbox } from '../sandbox/client.ts';
import { graphFailureOf, noAbort, openClient } from './client.ts';

const path = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate';
const silent: CertificatePolicy = {
  scopes: [],
  exemptSubjectKeyIdentifiers: [],
  requiresRevocationLists: false,
  sendsIssuerHints: false,
};

async function readFrom(body: object | string): Promise<CertificatePolicy> {
  const server = await openServer([answer(200, body)]);
  return readCertificatePolicy(openClient(server.root).transport, noAbort());
}

describe('the policy for sign-in with certificates', () => {
  it('is one request, and its identifiers are in upper case', async () => {
    const server = await openServer([
      answer(200, {
        id: 'X509Certificate',
        state: 'enabled',
        issuerHintsConfiguration: { state: 'enabled' },
        crlValidationConfiguration: {
          state: 'enabled',
          exemptedCertificateAuthoritiesSubjectKeyIdentifiers: ['ab01', 'CD02'],
        },
        certificateAuthorityScopes: [
          { subjectKeyIdentifier: 'ef03', publicKeyInfrastructureIdentifier: 'Pki-1', includeTargets: [] },
          { subjectKeyIdentifier: '', publicKeyInfrastructureIdentifier: 'Pki-2' },
        ],
      }),
    ]);
    const { transport, accesses } = openClient(server.root);
    expect(await readCertificatePolicy(transport, noAbort())).toEqual({
      scopes: [
        { subjectKeyIdentifier: 'EF03', configurationId: 'Pki-1' },
        { subjectKeyIdentifier: '', configurationId: 'Pki-2' },
      ],
      exemptSubjectKeyIdentifiers: ['AB01', 'CD02'],
      requiresRevocationLists: true,
      sendsIssuerHints: true,
    });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET /v1.0${path}`]);
    expect(accesses).toEqual(['readPolicy']);
  });

  it.each<[string, object | string]>([
    ['an empty object', {}],
    ['no body', ''],
    [
      'nulls',
      { certificateAuthorityScopes: null, crlValidationConfiguration: null, issuerHintsConfiguration: null },
    ],
    [
      'lists where objects belong, and the other way round',
      {
        certificateAuthorityScopes: {},
        crlValidationConfiguration: [],
        issuerHintsConfiguration: ['enabled'],
      },
    ],
    [
      'exemptions that are no list',
      {
        crlValidationConfiguration: { exemptedCertificateAuthoritiesSubjectKeyIdentifiers: 'AB01' },
      },
    ],
  ])('says nothing where the service sends %s', async (_, body) => {
    expect(await readFrom(body)).toEqual(silent);
  });

  it('leaves out what is no identifier', async () => {
    const policy = await readFrom({
      crlValidationConfiguration: {
        exemptedCertificateAuthoritiesSubjectKeyIdentifiers: [null, 7, 'ab', {}],
      },
      certificateAuthorityScopes: [null, 'text', { subjectKeyIdentifier: 7 }],
    });
    expect(policy.exemptSubjectKeyIdentifiers).toEqual(['AB']);
    expect(policy.scopes).toEqual([{ subjectKeyIdentifier: '', configurationId: '' }]);
  });

  it.each(['disabled', 'Enabled ', '', true])('takes nothing for enabled that is %j', async (state) => {
    expect(
      await readFrom({ issuerHintsConfiguration: { state }, crlValidationConfiguration: { state } }),
    ).toEqual(silent);
  });

  it('of an empty sandbox says nothing', async () => {
    const sandbox = await openSandbox();
    expect(await readCertificatePolicy(openClient(sandbox.root).transport, noAbort())).toEqual(silent);
  });

  it.each<[string, GraphErrorReason, Parameters<typeof openServer>[0]]>([
    ['is not permitted', 'forbidden', [answer(403)]],
    ['is not there', 'notFound', [answer(404)]],
    ['comes from a proxy', 'protocol', [webPage(200)]],
  ])('that %s is an error, and not a policy that says nothing', async (_, reason, replies) => {
    const server = await openServer(replies);
    const failure = await graphFailureOf(readCertificatePolicy(openClient(server.root).transport, noAbort()));
    expect([failure.reason, failure.details.operation]).toEqual([reason, `GET ${path}`]);
  });
});
