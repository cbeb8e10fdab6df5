import { describe, expect, it } from 'vitest';
import type { Authority } from '../../../src/graph/model.ts';
import { FilterMessage } from '../../../src/views/filterMessage.ts';

function authority(displayName: string): Authority {
  return {
    id: displayName,
    displayName,
    type: 'root',
    issuer: '',
    subjectKeyIdentifier: '',
    thumbprint: '00FF',
    createdDateTime: undefined,
    expirationDateTime: undefined,
    certificateRevocationListUrl: '',
    deltaCertificateRevocationListUrl: '',
    isIssuerHintEnabled: false,
  };
}

const list = (...names: readonly string[]) => ({ items: names.map(authority), next: undefined });
type Known = ReturnType<typeof list> | undefined;

/** Which of the configurations are shown, and what stands above them. */
function filtered(filter: string, ...configurations: readonly Known[]) {
  const message = new FilterMessage(filter);
  return { shown: configurations.map((known) => message.takes(known)), text: message.text };
}

describe('a filtered tree', () => {
  it.each<[string, Known[], boolean[], string]>([
    ['nothing where there is nothing', [], [], '0 of 0 authorities'],
    ['no configuration that is empty', [list()], [false], '0 of 0 authorities'],
    ['no configuration without a hit', [list('Root', 'Other')], [false], '0 of 2 authorities'],
    ['a configuration with one hit', [list('Root', 'Mobile')], [true], '1 of 2 authorities'],
    [
      'the hits of all configurations in one number',
      [list('Mobile 1', 'Mobile 2', 'Root'), list('Root'), list('mobile 3')],
      [true, false, true],
      '3 of 5 authorities',
    ],
    [
      'a configuration that was not read yet, and says how many there are',
      [undefined, list('Mobile'), undefined],
      [true, true, true],
      '1 of 1 authorities. Not read to the end yet: 2 configurations',
    ],
  ])('shows %s', (_, configurations, shown, text) => {
    expect(filtered('mobile', ...configurations)).toEqual({ shown, text: `“mobile”: ${text}` });
  });

  it.each(['00:ff', '00 FF', ' 00ff '])('finds by digits as the rows do: %s', (filter) => {
    expect(filtered(filter, list('Root'))).toEqual({
      shown: [true],
      text: `“${filter}”: 1 of 1 authorities`,
    });
  });

  it('says what was typed as it was typed, and takes nothing in it for a place of its own', () => {
    expect(filtered('{1} <b>', list('a {1} <b>')).text).toBe('“{1} <b>”: 1 of 1 authorities');
  });
});

describe('a tree without a filter', () => {
  it('shows everything and says nothing', () => {
    expect(filtered('', undefined, list(), list('Root'))).toEqual({
      shown: [true, true, true],
      text: undefined,
    });
  });

  it('shows a configuration that was read in part: a hit may be in the rest', () => {
    const message = new FilterMessage('mobile');
    expect(message.takes({ ...list('Root'), next: '/next' })).toBe(true);
    expect(message.text).toBe('“mobile”: 0 of 1 authorities. Not read to the end yet: 1 configurations');
  });
});
