import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rulesDocument } from '../../../scripts/rules.ts';

it('docs/rules.md says what the table of rules says (npm run docs writes it)', () => {
  const written = readFileSync(join(import.meta.dirname, '../../../docs/rules.md'), 'utf8');
  expect(written.replaceAll('\r\n', '\n')).toBe(rulesDocument());
});
