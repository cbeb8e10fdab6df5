import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Rule, ruleIds, rules } from '../src/pki/rules/ruleTable.ts';

/** docs/rules.md, made from the table that the checks use. `npm run docs` writes it. */
export function rulesDocument(): string {
  const rows = ruleIds.map((id) => {
    const { severity, title } = rules[id];
    return `| [${id}](#${id.toLowerCase()}) | ${severity} | ${title()} |`;
  });
  return [
    '# The rules',
    '',
    'What is looked at in certificates and bundles: by **CBA PKI: Check Certificates**, in PEM files while they are open, in the',
    'viewer, when a bundle is created, and before an upload. The setting `cbaPki.rules` gives a rule another severity, or turns it',
    'off: `{ "CBA016": "warning", "CBA022": "off" }`.',
    '',
    '- **error**: as far as the documentation tells, the upload or every sign-in over the certificate fails',
    '- **warning**: it may work, but the result is probably not what is wanted',
    '- **information**: good to know',
    '',
    '| rule | severity | what is so |',
    '|---|---|---|',
    ...rows,
    ...ruleIds.flatMap((id) => describe(id, rules[id])),
    '',
  ].join('\n');
}

function describe(id: string, { severity, title, consequence, advice, source }: Rule): string[] {
  return [
    '',
    `## ${id}`,
    '',
    `**${title()}** (${severity}). ${consequence()}`,
    '',
    advice(),
    '',
    `Source: [${source.name}](${source.url})`,
  ];
}

if (import.meta.main) {
  await writeFile(join(import.meta.dirname, '../docs/rules.md'), rulesDocument());
}
