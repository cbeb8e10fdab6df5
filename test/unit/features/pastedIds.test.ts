import { describe, expect, it } from 'vitest';
import { readIds } from '../../../src/features/setUpRegistration/registrationScript.ts';

const clientId = 'c1111111-2222-3333-4444-555555555555';
const tenantId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const other = '99999999-9999-9999-9999-999999999999';

describe('the ids of an application and its tenant', () => {
  it.each<[string, string]>([
    ['the last line of a script', `Enter this in VS Code: clientId=${clientId} tenantId=${tenantId}`],
    ['names in the other order', `tenantId=${tenantId} clientId=${clientId}`],
    ['names with colons and spaces', `Tenant ID : ${tenantId}\nClient ID : ${clientId}`],
    ['two bare ids', `${clientId} ${tenantId}`],
    ['two bare ids on two lines, with blanks around', `\n  ${clientId}\t\r\n  ${tenantId}\r\n`],
    ['two ids with a comma, in quotes', `"${clientId}", '${tenantId}'`],
    ['upper case', `CLIENTID=${clientId.toUpperCase()} TENANTID=${tenantId.toUpperCase()}`],
    ['two bare ids in upper case', `${clientId.toUpperCase()} ${tenantId.toUpperCase()}`],
    ['values in quotes', `clientId="${clientId}" tenantId="${tenantId}"`],
    ['values in single quotes, in the other order', `tenantId='${tenantId}' clientId='${clientId}'`],
    ['braces', `{${clientId}} {${tenantId}}`],
    ['JSON', JSON.stringify({ clientId, tenantId })],
    ['JSON in the other order', JSON.stringify({ tenantId, clientId }, undefined, 2)],
    ['settings', `"cbaPki.signIn.tenantId": "${tenantId}",\n"cbaPki.signIn.clientId": "${clientId}"`],
    ['a line with another id before them', `${other}: clientId=${clientId} tenantId=${tenantId}`],
    [
      'all that a script printed, which names others before',
      `[{ "tenantId": "${other}" }]\nclientId=${other}\n\nclientId=${clientId} tenantId=${tenantId}\n`,
    ],
    [
      'the overview of the portal',
      `Application (client) ID\n${clientId}\nObject ID\n${other}\nDirectory (tenant) ID\n${tenantId}`,
    ],
    [
      'all that a script printed of which the consent was refused',
      `clientId=${clientId} tenantId=${tenantId}\nERROR: Forbidden. client-request-id: ${other}`,
    ],
    ['the client named, the tenant bare', `clientId=${clientId} ${tenantId}`],
  ])('are read from %s', (_, text) => {
    expect(readIds(text)).toEqual({ clientId, tenantId });
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['words', 'clientId=… tenantId=…'],
    ['one bare id', clientId],
    ['the client only', `clientId=${clientId}`],
    ['the tenant only', `tenantId=${tenantId}`],
    ['the same id twice', `${clientId} ${clientId}`],
    ['an id and a domain', `${clientId} contoso.onmicrosoft.com`],
    ['ids that are too short', `${clientId.slice(0, -1)} ${tenantId.slice(0, -1)}`],
    ['ids without dashes', `${clientId.replaceAll('-', '')} ${tenantId.replaceAll('-', '')}`],
    ['letters that are no digits', `${clientId.replaceAll('1', 'g')} ${tenantId.replaceAll('a', 'z')}`],
  ])('are not in %s', (_, text) => {
    expect(readIds(text)).toBeUndefined();
  });
});
