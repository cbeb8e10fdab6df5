import { describe, expect, test } from 'vitest';
import { GraphRequestError } from '../../../src/graph/errors.ts';
import { authorityFrom, configurationFrom, stateOf } from '../../../src/graph/model.ts';

const wireConfiguration = {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#x',
  id: 'c1',
  deletedDateTime: null,
  displayName: 'Contoso',
  status: 'succeeded',
  statusDetails: 'Done.',
  lastModifiedDateTime: '2026-11-24T10:00:00.1234567Z',
};

const wireAuthority = {
  id: 'a1',
  certificateAuthorityType: 'root',
  displayName: 'Contoso Root',
  issuer: 'CN=Contoso Root',
  issuerSubjectKeyIdentifier: 'ab01',
  thumbprint: 'ff00',
  createdDateTime: '2026-01-01T00:00:00Z',
  expirationDateTime: '2036-01-01T00:00:00Z',
  certificateRevocationListUrl: 'http://crl.contoso.example/root.crl',
  deltaCertificateRevocationListUrl: 'http://crl.contoso.example/delta.crl',
  isIssuerHintEnabled: true,
};

describe('a configuration', () => {
  const configuration = {
    id: 'c1',
    displayName: 'Contoso',
    status: 'succeeded',
    statusDetails: 'Done.',
    lastModifiedDateTime: '2026-11-24T10:00:00.1234567Z',
  };

  test.each<[string, unknown]>([
    ['bare', wireConfiguration],
    ['wrapped in value, as two samples of the documentation have it', { value: wireConfiguration }],
    [
      'with its properties in other casing',
      Object.fromEntries(
        Object.entries(wireConfiguration).map(([name, value]) => [name.toUpperCase(), value]),
      ),
    ],
  ])('is read %s', (_, body) => {
    expect(configurationFrom(body)).toEqual(configuration);
  });

  test('is read with an id alone', () => {
    expect(configurationFrom({ id: 'c1', statusDetails: null, status: 7 })).toEqual({
      id: 'c1',
      displayName: '',
      status: '',
      statusDetails: '',
      lastModifiedDateTime: '',
    });
  });

  test.each<[string, unknown]>([
    ['no id', { displayName: 'Contoso' }],
    ['an empty id', { id: '' }],
    ['an id that is a number', { id: 5 }],
    ['a list', { value: [wireConfiguration] }],
    ['nothing', undefined],
    ['null', null],
    ['a string', 'c1'],
  ])('is refused when there is %s', (_, body) => {
    expect(() => configurationFrom(body)).toThrow(
      expect.objectContaining({
        constructor: GraphRequestError,
        reason: 'protocol',
        message: 'The service sent an object without an id.',
      }),
    );
  });

  test.each<[string, string]>([
    ['running', 'running'],
    ['Running', 'running'],
    ['SUCCEEDED', 'succeeded'],
    ['Failed', 'failed'],
    ['partiallySucceeded', 'other'],
    ['', 'other'],
  ])('of status “%s” is %s, and keeps the status as it was sent', (status, state) => {
    const read = configurationFrom({ id: 'c1', status });
    expect([stateOf(read), read.status]).toEqual([state, status]);
  });
});

describe('an authority', () => {
  test('is read with identifiers in upper case and dates as dates', () => {
    expect(authorityFrom(wireAuthority)).toEqual({
      id: 'a1',
      displayName: 'Contoso Root',
      type: 'root',
      issuer: 'CN=Contoso Root',
      subjectKeyIdentifier: 'AB01',
      thumbprint: 'FF00',
      createdDateTime: new Date('2026-01-01T00:00:00Z'),
      expirationDateTime: new Date('2036-01-01T00:00:00Z'),
      certificateRevocationListUrl: 'http://crl.contoso.example/root.crl',
      deltaCertificateRevocationListUrl: 'http://crl.contoso.example/delta.crl',
      isIssuerHintEnabled: true,
    });
  });

  test('is read in the spelling of the documentation samples, and wrapped', () => {
    const { deltaCertificateRevocationListUrl: delta, ...others } = wireAuthority;
    const body = { value: { ...others, deltacertificateRevocationListUrl: delta } };
    expect(authorityFrom(body)).toEqual(authorityFrom(wireAuthority));
  });

  test.each<[unknown, string]>([
    ['root', 'root'],
    ['Intermediate', 'intermediate'],
    ['unknownFutureValue', 'unknown'],
    ['crossCertificate', 'unknown'],
    [null, 'unknown'],
  ])('of type %j is shown as %s', (certificateAuthorityType, type) => {
    expect(authorityFrom({ id: 'a1', certificateAuthorityType }).type).toBe(type);
  });

  test('has no dates where the service sends none or rubbish', () => {
    const { createdDateTime, expirationDateTime, isIssuerHintEnabled } = authorityFrom({
      id: 'a1',
      createdDateTime: null,
      expirationDateTime: 'soon',
      isIssuerHintEnabled: 'true',
    });
    expect([createdDateTime, expirationDateTime, isIssuerHintEnabled]).toEqual([undefined, undefined, false]);
  });

  test('without an id is refused', () => {
    expect(() => authorityFrom({ thumbprint: 'FF' })).toThrow('The service sent an object without an id.');
  });
});
