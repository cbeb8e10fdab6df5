import { describe, expect, it, vi } from 'vitest';
import type { PendingKind } from '../../../src/features/pendingWork.ts';
import type { DeletedItem } from '../../../src/graph/deletedItems.ts';
import { type DeletedNode, deletedView } from '../../../src/views/deletedRow.ts';
import type { NodeView } from '../../../src/views/nodeView.ts';

vi.mock('vscode', () => import('../../support/vscodeStub.ts'));

const now = new Date('2026-11-26T12:00:00Z');
const deletedDateTime = new Date('2026-11-20T08:30:00Z');

const deletedAuthority: Extract<DeletedItem, { kind: 'deletedAuthority' }> = {
  kind: 'deletedAuthority',
  id: 'a1',
  authority: {
    id: 'a1',
    displayName: 'Mobile Root',
    type: 'root',
    issuer: 'CN=Mobile Root',
    subjectKeyIdentifier: 'AB',
    thumbprint: '0123ABCD',
    createdDateTime: undefined,
    expirationDateTime: undefined,
    certificateRevocationListUrl: '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
  },
  deletedDateTime,
};
const deletedConfiguration: Extract<DeletedItem, { kind: 'deletedConfiguration' }> = {
  kind: 'deletedConfiguration',
  id: 'c1',
  configuration: {
    id: 'c1',
    displayName: 'Contoso',
    status: 'succeeded',
    statusDetails: '',
    lastModifiedDateTime: '2026-11-01T00:00:00Z',
  },
  deletedDateTime,
};

interface Known {
  readonly pending?: PendingKind;
  readonly origin?: string;
}

function view(item: DeletedItem, { pending, origin }: Known = {}): NodeView {
  const node: DeletedNode = { kind: 'deletedItem', item, pending, origin };
  return deletedView(node, now);
}

const lines = ({ tooltip }: NodeView): string[] =>
  tooltip.map(({ name, value, isCode }) => `${name}: ${value}${isCode === true ? ' (code)' : ''}`);

describe('the row of a deleted authority', () => {
  it('says all that is known', () => {
    const row = view(deletedAuthority, { origin: 'Contoso' });
    expect(row).toMatchObject({
      id: 'deleted:a1',
      label: 'Mobile Root',
      description: '24 days left · from Contoso · deleted 2026-11-20',
      icon: 'verified',
      contextValue: 'deleted+authority',
      collapsible: 'none',
      accessibleLabel: 'Mobile Root, authority, 24 days left · from Contoso · deleted 2026-11-20',
    });
    expect(lines(row)).toEqual([
      'Kind: authority',
      'Configuration: Contoso',
      'Issuer: CN=Mobile Root',
      'Thumbprint (SHA-1): 0123ABCD (code)',
      'Deleted: 2026-11-20T08:30:00.000Z',
      'Id: a1 (code)',
    ]);
  });

  it('says that it is not known where it came from, and when it was deleted', () => {
    const row = view({ ...deletedAuthority, deletedDateTime: undefined });
    expect([row.description, row.accessibleLabel]).toEqual(['', 'Mobile Root, authority']);
    expect(lines(row)).toContain('Configuration: not known: it was not deleted on this computer');
    expect(lines(row)).toContain('Deleted: unknown');
  });

  it('goes by its id where it has no name', () => {
    const authority = { ...deletedAuthority.authority, displayName: '' };
    expect(view({ ...deletedAuthority, authority }).label).toBe('a1');
  });
});

describe('the row of a deleted configuration', () => {
  it('says all that is known', () => {
    const row = view(deletedConfiguration);
    expect(row).toMatchObject({
      id: 'deleted:c1',
      label: 'Contoso',
      description: '24 days left · deleted 2026-11-20',
      icon: 'folder',
      contextValue: 'deleted+configuration',
      accessibleLabel: 'Contoso, configuration, 24 days left · deleted 2026-11-20',
    });
    expect(lines(row)).toEqual(['Kind: configuration', 'Deleted: 2026-11-20T08:30:00.000Z', 'Id: c1 (code)']);
  });

  it('goes by its id where it has no name', () => {
    const configuration = { ...deletedConfiguration.configuration, displayName: '' };
    expect(view({ ...deletedConfiguration, configuration }).label).toBe('c1');
  });
});

describe('the row of a deleted item', () => {
  it.each<[DeletedItem, PendingKind, string]>([
    [deletedAuthority, 'restoring', 'Restoring…'],
    [deletedConfiguration, 'restoring', 'Restoring…'],
    [deletedAuthority, 'deleting', 'Deleting…'],
    [deletedConfiguration, 'deleting', 'Deleting…'],
  ])('has no commands while something is done with it: %o %s', (item, pending, description) => {
    const row = view(item, { pending, origin: 'Contoso' });
    expect(row).toMatchObject({ description, icon: 'loading~spin', contextValue: 'deleted+busy' });
    expect(row.accessibleLabel).toContain(description);
  });

  it.each([
    [29 * 24 * 60, '1 day left'],
    [29 * 24 * 60 - 1, '2 days left'],
    [30 * 24 * 60 - 1, '1 day left'],
    [30 * 24 * 60, '0 days left'],
    [31 * 24 * 60, '0 days left'],
    [0, '30 days left'],
    // The service's clock is ahead.
    [-1, '30 days left'],
    [1, '30 days left'],
  ])('%i minutes after the deletion has %s', (minutes, expected) => {
    const deleted = new Date(now.getTime() - minutes * 60_000);
    const { description } = view({ ...deletedConfiguration, deletedDateTime: deleted });
    expect(description).toBe(`${expected} · deleted ${deleted.toISOString().slice(0, 10)}`);
  });

  it('has an id of its own', () => {
    expect(view(deletedAuthority).id).not.toBe(view(deletedConfiguration).id);
  });
});

describe('the row of a failure', () => {
  it('says what failed, and how to try again', () => {
    expect(deletedView({ kind: 'failure', message: 'No network.' }, now)).toEqual({
      id: 'deleted:failure',
      label: 'No network.',
      icon: 'error',
      color: 'list.errorForeground',
      contextValue: 'failure',
      collapsible: 'none',
      tooltip: [{ name: '', value: 'Press Enter or click to try again.' }],
      accessibleLabel: 'Could not be loaded: No network. Press Enter to try again.',
    });
  });
});
