import { describe, expect, it } from 'vitest';
import type { Authority, Configuration } from '../../../src/graph/model.ts';
import { expiryOf } from '../../../src/views/expiry.ts';
import { viewOf } from '../../../src/views/nodes.ts';
import type { TreeNode } from '../../../src/views/treeNode.ts';

const now = new Date('2026-06-15T12:00:00Z');
const warningDays = 60;

const configuration: Configuration = {
  id: 'c-1',
  displayName: 'Contoso',
  status: 'succeeded',
  statusDetails: '',
  lastModifiedDateTime: '2026-06-01T08:00:00.000Z',
};
const authority: Authority = {
  id: 'a-1',
  displayName: 'Contoso Root CA',
  type: 'root',
  issuer: 'CN=Contoso Root CA',
  subjectKeyIdentifier: 'AABB',
  thumbprint: '0123',
  createdDateTime: undefined,
  expirationDateTime: new Date('2030-01-01T00:00:00Z'),
  certificateRevocationListUrl: '',
  deltaCertificateRevocationListUrl: '',
  isIssuerHintEnabled: false,
};
const configurationNode = (
  changes: Partial<Configuration>,
  authorities?: { count: number; complete: boolean },
): TreeNode => ({ kind: 'configuration', configuration: { ...configuration, ...changes }, authorities });
const authorityNode = (changes: Partial<Authority>): TreeNode => ({
  kind: 'authority',
  configurationId: 'c-1',
  authority: { ...authority, ...changes },
});
const view = (node: TreeNode) => viewOf(node, now, warningDays);

describe('the row of a configuration', () => {
  it.each([
    ['succeeded', 'pass', 'configuration+succeeded', 'changed 2026-06-01'],
    ['Succeeded', 'pass', 'configuration+succeeded', 'changed 2026-06-01'],
    ['running', 'loading~spin', 'configuration+running', 'job running… · changed 2026-06-01'],
    ['FAILED', 'error', 'configuration+failed', 'last job failed · changed 2026-06-01'],
    ['paused', 'question', 'configuration+other', 'paused · changed 2026-06-01'],
    ['', 'question', 'configuration+other', 'unknown status · changed 2026-06-01'],
  ])('with status "%s" has the icon %s', (status, icon, contextValue, description) => {
    expect(view(configurationNode({ status }))).toMatchObject({
      icon,
      contextValue,
      description,
      collapsible: 'collapsed',
    });
  });

  it.each([
    [{ count: 0, complete: true }, '0 authorities'],
    [{ count: 1, complete: true }, '1 authority'],
    [{ count: 250, complete: true }, '250 authorities'],
    [{ count: 100, complete: false }, 'more than 100 authorities'],
  ])('tells the number of authorities once it is known: %j', (authorities, text) => {
    expect(view(configurationNode({}, authorities)).description).toBe(`${text} · changed 2026-06-01`);
  });

  it('falls back to the id where there is no name', () => {
    expect(view(configurationNode({ displayName: '' })).label).toBe('c-1');
  });

  it('says in words what icons and colours say', () => {
    expect(view(configurationNode({ status: 'failed' })).accessibleLabel).toContain('last job failed');
  });
});

describe('the row of an authority', () => {
  it.each([
    ['root', 'verified-filled'],
    ['intermediate', 'verified'],
    ['unknown', 'verified'],
  ] as const)('of type %s has the icon %s', (type, icon) => {
    expect(view(authorityNode({ type }))).toMatchObject({ icon, contextValue: `authority+${type}` });
  });

  it.each([
    ['2030-01-01T00:00:00Z', 'valid', undefined, 'expires 2030-01-01'],
    ['2026-08-14T12:00:00Z', 'valid', undefined, 'expires 2026-08-14'],
    ['2026-08-14T11:59:59Z', 'expiring', 'list.warningForeground', 'expires 2026-08-14, in 59 days'],
    ['2026-06-17T00:00:00Z', 'expiring', 'list.warningForeground', 'expires 2026-06-17, in 1 day'],
    ['2026-06-15T12:00:01Z', 'expiring', 'list.warningForeground', 'expires 2026-06-15, in 0 days'],
    ['2026-06-15T11:59:59Z', 'expired', 'list.errorForeground', 'expired 2026-06-15'],
  ])('that expires %s is %s', (date, expiry, color, description) => {
    const row = view(authorityNode({ expirationDateTime: new Date(date) }));
    expect([row.expiry, row.color, row.description]).toEqual([expiry, color, description]);
    expect(row.accessibleLabel).toContain(description);
  });

  it('has no expiry where the service gave none', () => {
    expect(expiryOf(undefined, now, warningDays)).toEqual({ state: 'valid', text: '' });
  });

  it('says that revocation is not checked where there is no CRL address', () => {
    expect(view(authorityNode({})).tooltip).toContainEqual({
      name: 'CRL address',
      value: 'none: revocation is not checked',
    });
  });
});

describe('rows', () => {
  it('have ids that tell the same authority in two configurations apart', () => {
    const one = view(authorityNode({})).id;
    const other = view({ kind: 'authority', configurationId: 'c-2', authority }).id;
    expect(one).not.toBe(other);
  });

  it('show the reason of a failure', () => {
    const row = view({ kind: 'failure', configurationId: undefined, message: 'No network.' });
    expect([row.label, row.accessibleLabel]).toEqual([
      'No network.',
      'Could not be loaded: No network. Press Enter to try again.',
    ]);
  });
});
